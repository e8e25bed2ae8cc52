/** What this browser remembers: language, appearance, width of the menu. A browser that refuses storage remembers nothing. */
const prefix = 'weir.'

export function recall(name: string): string | null {
  try {
    return localStorage.getItem(prefix + name)
  } catch {
    return null
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(prefix + name, value)
  } catch {
    // Private windows of some browsers refuse; the choice then lasts as long as the page.
  }
}
