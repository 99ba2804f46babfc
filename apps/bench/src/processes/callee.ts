/** The end that is called, in a process of its own. Started with the contender's folder. */

import type { Callee, OpenCallee } from '../contender.ts'
import { selfDuties } from './duties.ts'
import { serve } from './serve.ts'

const [folder = ''] = process.argv.slice(2)
const { open } = (await import(`../contenders/${folder}/callee.ts`)) as { readonly open: OpenCallee }
let callee: Callee | undefined

serve({
  ...selfDuties,
  open: async (place) => {
    callee = await open(place)
    return { at: callee.at }
  },
  lost: async () => callee?.lost?.() ?? 0,
})
