/**
 * Longest message that is copied behind its header, in bytes. Up to 4 KiB memory comes out of Node's pool of buffers; what
 * is larger has to be allocated, which costs more than the second write.
 */
export const mostCopied: number = 2048

/**
 * A binary message as one WebSocket frame of a server: final, not masked (RFC 6455, section 5.2). `ws` writes header and
 * message one by one, which the kernel is told of as a list: for small messages that takes longer than all the rest.
 *
 * @param message of at most 65,535 bytes
 */
export function frameOf(message: Uint8Array): Buffer {
  const { length } = message
  const header = length < 126 ? 2 : 4
  const frame = Buffer.allocUnsafe(header + length)
  frame[0] = 0x82
  if (header === 2) frame[1] = length
  else {
    frame[1] = 126
    frame.writeUInt16BE(length, 2)
  }
  frame.set(message, header)
  return frame
}
