/** Waits for a module that is being loaded; a failure is one of kind `load` for whoever asked. */
export async function whenLoaded<T>(module: Promise<T>): Promise<T> {
  try {
    return await module;
  } catch (error) {
    throw Object.assign(new Error(error instanceof Error ? error.message : String(error)), {
      name: "LoadError",
    });
  }
}
