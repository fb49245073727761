/** A path of fields that may break where a name or a word in it begins. */
export function FieldPath({ path }: { readonly path: string }) {
  return (
    <>{path.split(/(?=\.)|(?<=[a-z])(?=[A-Z])/).map((part, at) => (at ? [<wbr key={at} />, part] : part))}</>
  );
}
