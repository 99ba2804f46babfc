/** What a connection tells. */
export interface ConnectionEvents {
  /**
   * The pool let us in: at first, and again after each loss. `id` names the connection in the pool's `connections`;
   * '' where the dialect has no handshake that tells it.
   * `resumed`: it goes on as what it was, with the same `id`; nothing was lost, the calls and streams in flight went
   * on. Otherwise it is a new one: the calls that were in flight have ended by now.
   */
  connected: [{ readonly resumed: boolean; readonly id: string }]
  /**
   * The socket is lost or closed, with this WebSocket close code (1006: it broke; 4409: it fell silent). `willRetry`:
   * it is dialled again; until then calls wait, and those in flight may still be answered, if the next `connected`
   * says `resumed`.
   */
  disconnected: [{ readonly code: number; readonly reason: string; readonly willRetry: boolean }]
  /** The end: after `close()` or `drain()`, a fatal close code, or when the attempts are used up. */
  closed: [{ readonly code?: number; readonly reason: string }]
  /**
   * What no caller hears of: a dial that failed, a pool that closed us with an error, a notify that threw. If nobody
   * listens it is written to `console.error`, each text once.
   */
  error: [Error]
}
