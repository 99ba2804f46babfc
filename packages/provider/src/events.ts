/** What a connection tells. */
export interface ConnectionEvents {
  /** The pool let us in: at first, and again after each loss. `id` names this standing in the pool's `connections`. */
  connected: [{ readonly resumed: boolean; readonly id: string }]
  /** The socket is lost or closed, with this WebSocket close code (1006: it broke). */
  disconnected: [{ readonly code: number; readonly reason: string; readonly willRetry: boolean }]
  /** The end: after `close()` or `drain()`, a fatal close code, or when the attempts are used up. */
  closed: [{ readonly code?: number; readonly reason: string }]
  /**
   * What no caller hears of: a dial that failed, a pool that closed us with an error, a notify that threw. If nobody
   * listens it is written to `console.error`, each text once.
   */
  error: [Error]
}
