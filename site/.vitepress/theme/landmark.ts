// VitePress marks the main part of every page but the front pages.

import { useData } from "vitepress";
import { nextTick, onMounted, watch } from "vue";

/** Marks it on those, too. */
export function markMain(): void {
  const { frontmatter } = useData();
  const mark = async () => {
    await nextTick();
    const content = document.getElementById("VPContent");
    if (frontmatter.value.layout === "home") content?.setAttribute("role", "main");
    else content?.removeAttribute("role");
  };
  onMounted(mark);
  watch(() => frontmatter.value.layout, mark);
}
