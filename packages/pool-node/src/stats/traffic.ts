/** Bytes that came and went. */
export interface Traffic {
  readonly bytesReceived: number
  readonly bytesSent: number
}
