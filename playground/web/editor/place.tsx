import { useLayoutEffect, useRef } from "preact/hooks";
import type { CodeEditor } from "./code-editor";

/** Shows an editor, which outlives its place. */
export function EditorPlace({ editor }: { readonly editor: CodeEditor }) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    place.current?.append(editor.element);
    editor.view.requestMeasure();
    return () => editor.element.remove();
  }, [editor]);
  return <div class="pane-editor" ref={place} />;
}
