/** A path of fields, with opportunities to break the line before each name and each word in it. */
export function FieldPath({ path }: { readonly path: string }) {
  return (
    <>{path.split(/(?=\.)|(?<=[a-z])(?=[A-Z])/).map((part, at) => (at ? [<wbr key={at} />, part] : part))}</>
  );
}
