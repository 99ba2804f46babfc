import { Provider } from '@wsrpc/provider'
import type { Stage } from '../stage/stage.ts'

/** Somebody dials in with a token that the pool never gave. @returns why it was turned away; nothing if it got in. */
export async function dialAsStranger(stage: Stage): Promise<Error | undefined> {
  const provider = new Provider({ name: 'stranger' })
  provider.register('Tiles', { render: () => 'nonsense' })
  const connection = provider.connect(`${stage.url}/tiles`, { token: 'let me in' })
  connection.on('error', () => {}) // the same that `ready` tells
  try {
    await connection.ready
    return undefined
  } catch (error) {
    return error as Error
  } finally {
    await connection.close()
  }
}
