/** Bytes that may wait in the transport before {@link Link.hasRoom} says no, for dialects that count nothing by themselves. */
export const roomBytes: number = 2 * 1024 * 1024

/** How long the other side may take to answer a close, in ms. */
export const closeTimeout: number = 2000

/** How long the receiver of a GOAWAY waits after the last call, in ms: the other side may call, and closes first. */
export const lingerTimeout: number = 3000

/** Most bytes that are kept of a side that speaks before anybody knows who it is: what a socket gives in one piece. */
export const earlyBytes: number = 64 * 1024
