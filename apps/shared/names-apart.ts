/** Of what can be pressed on a page: what a screen reader would not tell apart. */

/** As far as axe-core is needed. */
interface Axe<Page, Element> {
  setup(page: Page): unknown;
  teardown(): void;
  readonly commons: {
    readonly dom: { isFocusable(element: Element): boolean };
    readonly text: { accessibleText(element: Element): string };
  };
}

interface Page<Element> {
  querySelectorAll(selector: string): Iterable<Element>;
}

/**
 * Names that several buttons have, or none at all; links to one and the same address may share a name. It is handed to pages as
 * text, and so uses nothing but its arguments.
 */
export function namesTwice<P extends Page<E>, E extends object>(axe: Axe<P, E>, page: P): string[] {
  axe.setup(page);
  const seen = new Map<string, unknown>();
  const twice: string[] = [];
  for (const element of page.querySelectorAll('button, [role="button"], summary, a[href]')) {
    if (!axe.commons.dom.isFocusable(element)) continue;
    const name = axe.commons.text.accessibleText(element).trim();
    const target = 'href' in element ? element.href : element;
    if (name === '' || (seen.has(name) && seen.get(name) !== target)) twice.push(name);
    seen.set(name, target);
  }
  axe.teardown();
  return twice;
}
