/** A private process that serves files, read-only: this repository's, if it was told no other folder. */

import { fileURLToPath } from 'node:url'
import { Folder } from '../folder.ts'
import { dialIn, readInvitation } from './dial-in.ts'

const repository = fileURLToPath(new URL('../../../..', import.meta.url))
const invitation = readInvitation(process.env)

dialIn(invitation, 'Files', 16, () => new Folder(invitation.folder ?? repository))
