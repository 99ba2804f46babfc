/**
 * Every limit of the protocol, its default, and why that number.
 *
 * Each side announces its own in the handshake. A sender checks its values against the other side's limits
 * before it sends, so that one bad value fails one call and never a connection.
 */

/** The limits that bound one value. The scan enforces them before anything is built. */
export interface ValueLimits {
  /** Largest encoded frame, in bytes (UTF-8 in JSON). */
  maxMessageBytes: number
  /** Deepest nesting of arrays, objects, Maps, Sets and Errors in one frame's values. */
  maxDepth: number
  /** Most items (every array element, key, value and scalar counts as one) in one frame. */
  maxItems: number
  /** Longest string, in bytes (UTF-8). */
  maxStringBytes: number
}

/** What one side announces to the other. */
export interface Limits extends ValueLimits {
  /** Most calls that the other side may have in flight to this one. */
  maxCalls: number
  /** Most streams that the other side may have open to this one. */
  maxStreams: number
}

export const defaultLimits: Readonly<Limits> = {
  /** 16 MiB: a photo or a large query result fits; 64 such values in flight still fit in a small server. */
  maxMessageBytes: 16 * 1024 * 1024,
  /** 64: deeper than any hand-made document, far from any stack limit. JSON parsers elsewhere choose 64 to 512. */
  maxDepth: 64,
  /** 2^20: the smallest items cost 1 byte on the wire and up to 56 in memory, so a message can not take more than about 60 MB. */
  maxItems: 1024 * 1024,
  /** As large as a message: a long string needs no more memory than the message that brought it. */
  maxStringBytes: 16 * 1024 * 1024,
  /** 1,024: past it more calls in flight win no throughput, they only wait in another place. */
  maxCalls: 1024,
  /** 256: with the window of each full, 64 MiB wait for their consumers, besides one item of any size each. */
  maxStreams: 256,
}

/** All limits, from those that somebody named. A string may be as long as a message, unless something else is said. */
export function allLimits(named: Partial<Limits>): Limits {
  const { maxMessageBytes = defaultLimits.maxMessageBytes } = named
  const maxStringBytes = Math.max(defaultLimits.maxStringBytes, maxMessageBytes)
  return { ...defaultLimits, maxStringBytes, ...named }
}

/** Largest batch, in bytes. One more frame and it is flushed first. 64 KiB is what a socket takes in one write. */
export const maxBatchBytes: number = 64 * 1024

/**
 * Largest frame that travels whole, in bytes: 64 KiB, as files and sockets are read, and 1 KiB for what is around them. A
 * larger one travels in PARTs.
 */
export const maxFrameBytes: number = 65 * 1024

/** Largest PART, in bytes, with all that is around its piece. */
export const maxPartBytes: number = 64 * 1024

/**
 * Largest WebSocket message of the native dialect, in bytes: a batch, or the one frame that did not fit into it. Twice
 * of what a sender makes, so that another one's idea of a header's size ends no connection.
 */
export const maxWireBytes: number = 128 * 1024

/**
 * Most bytes of parts and items that a side sends ahead of the other's acknowledgement: 512 KiB, the connection's
 * window. At 20 MB/s a small call behind it waits 30 ms; 8 MiB would make that 436.
 */
export const sendWindow: number = 512 * 1024

/** Most bytes that a side sends ahead of the other's acknowledgement, of all kinds: what a resume would send again. */
export const replayBytes: number = 1024 * 1024

/** Most bytes that the frames in parts may have together, in one direction of a connection, until they are whole: 64 MiB, or one. */
export const maxUnfinishedBytes: number = 64 * 1024 * 1024

/** An acknowledgement goes out after so many messages, … */
export const ackMessages: number = 32
/** … so many bytes, … */
export const ackBytes: number = 128 * 1024
/** … or so many ms, whatever comes first; and with whatever else is sent. */
export const ackDelay: number = 50
/**
 * What is little, in bytes, may wait longer: for so long the other side keeps it, and a message of its own for each call
 * that comes alone costs more than the call's.
 */
export const littleAckBytes: number = 4 * 1024
/** For how long that is, in ms. */
export const littleAckDelay: number = 1000

/** Bytes of items that a consumer lets its producer send ahead: 256 KiB, topped up at half. */
export const streamWindow: number = 256 * 1024

/** A stream that nobody asks for is given up after so many ms. */
export const streamPatience: number = 60_000

/** For how long a pool keeps a connection without a socket, in ms, when nothing is said: 15 s. */
export const defaultResumeWindow: number = 15_000

/** Largest message before WELCOME, in bytes: a name, a token, labels; nobody is trusted yet. */
export const maxHandshakeBytes: number = 16 * 1024

/**
 * Most bytes that may wait in one connection, here or in its transport: 64 MiB. Dispatch stops sending calls long
 * before; what still adds to it are answers to a side that asks and does not read. It is closed.
 */
export const maxBufferedBytes: number = 64 * 1024 * 1024

/** Most slots of an instance that a pool counts on: more waits at the pool, where it can go elsewhere. */
export const maxConcurrency: number = 65_536

/** Largest STATUS, in bytes: some thousand method names. `register` throws past it. */
export const maxStatusBytes: number = 64 * 1024

/**
 * The least that a side may announce. What the protocol says by itself (an error without data, PING, GOAWAY) has
 * to fit whatever the other side takes: it belongs to no call that could fail.
 */
export const smallestLimits: Readonly<Limits> = {
  maxMessageBytes: maxHandshakeBytes,
  maxDepth: 8,
  maxItems: 256,
  maxStringBytes: 4096,
  /** None at all: this side is only called. */
  maxCalls: 0,
  /** None: this side takes no streams. */
  maxStreams: 0,
}

/** Longest wait for HELLO or WELCOME, in milliseconds. */
export const handshakeTimeout: number = 5000

/** Longest method name, in characters (`Service.method`). */
export const maxMethodLength: number = 256
