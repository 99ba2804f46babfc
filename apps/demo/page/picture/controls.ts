import { byId } from '../elements.ts'
import type { Commands } from '../pool/commands.ts'
import type { Overlay } from './overlay.ts'

/** The buttons of the picture, and the picture as a button. */
export function addControls(commands: Commands, overlay: Overlay): void {
  const picture = byId('picture')
  picture.addEventListener('click', (event) => {
    const { left, top, width, height } = picture.getBoundingClientRect()
    // By the keyboard there is no place: then it is the middle.
    const isPointed = event.detail > 0
    const part = (at: number, from: number, size: number): number =>
      isPointed ? Math.min(1, Math.max(0, (at - from) / size)) : 0.5
    commands.send('zoom', { x: part(event.clientX, left, width), y: part(event.clientY, top, height) })
  })
  byId('zoom-out').addEventListener('click', () => commands.send('zoom-out'))
  byId('again').addEventListener('click', () => commands.send('again'))
  const who = byId<HTMLInputElement>('who')
  who.addEventListener('change', () => (overlay.stays = who.checked))
  overlay.stays = who.checked
}
