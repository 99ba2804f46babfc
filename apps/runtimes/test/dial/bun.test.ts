import { dialRuntimes } from '../../src/dial/rooms.ts'
import { describeDial } from './support/describe-dial.ts'

describeDial(dialRuntimes.bun)
