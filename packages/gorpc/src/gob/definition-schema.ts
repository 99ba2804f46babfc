import { gob } from './gob.ts'
import type { GobType } from './gob-type.ts'

const CommonType = gob.struct({ Name: gob.string, Id: gob.int })
const marshaler = gob.struct({ CommonType })

/** How a definition is sent: the same as definition-types.ts says for those that are read. */
export const definitionSchema: GobType = gob.struct({
  ArrayT: gob.struct({ CommonType, Elem: gob.int, Len: gob.int }),
  SliceT: gob.struct({ CommonType, Elem: gob.int }),
  StructT: gob.struct({ CommonType, Field: gob.slice(gob.struct({ Name: gob.string, Id: gob.int })) }),
  MapT: gob.struct({ CommonType, Key: gob.int, Elem: gob.int }),
  GobEncoderT: marshaler,
  BinaryMarshalerT: marshaler,
  TextMarshalerT: marshaler,
})
