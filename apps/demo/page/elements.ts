/** The parts of index.html. @throws Error when there is none of that id: the two files don't fit. */
export function byId<E extends Element = HTMLElement>(id: string): E {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`index.html has no element '${id}'`)
  return found as unknown as E
}

/** A new element with a class and a text. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className = '',
  text = '',
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name)
  if (className !== '') element.className = className
  if (text !== '') element.textContent = text
  return element
}

/** A button that says what it does, also to those who don't see where it stands. */
export function makeButton(text: string, label: string, act: () => void): HTMLButtonElement {
  const button = make('button', '', text)
  button.type = 'button'
  button.setAttribute('aria-label', label)
  button.addEventListener('click', act)
  return button
}

/** Writes only what has changed: screen readers and selections stay calm. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text
}
