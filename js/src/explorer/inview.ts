import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

/** Say whether an element can be seen in its panel, now and whenever that changes; not seen once it is gone. */
export function useInView(element: RefObject<HTMLElement | null>, name: string, say: (isSeen: boolean) => void): void {
  useEffect(() => {
    const found = element.current;
    if (!found) return;
    if (typeof IntersectionObserver === "undefined") {
      say(true);
      return () => say(false);
    }
    const observer = new IntersectionObserver((entries) => say(entries.at(-1)?.isIntersecting ?? false));
    observer.observe(found);
    return () => {
      observer.disconnect();
      say(false);
    };
  }, [name]);
}
