/** A private process that serves this repository's files, read-only. */

import { fileURLToPath } from 'node:url'
import { Folder } from '../folder.ts'
import { dialIn, readInvitation } from './dial-in.ts'

const repository = fileURLToPath(new URL('../../../..', import.meta.url))

dialIn(readInvitation(process.env), 'Files', 16, () => new Folder(repository))
