import type { ErrorCode } from '@wsrpc/core'

/** What is told of a dial that failed. */
export interface Told {
  readonly code: ErrorCode
  readonly message: RegExp
}

/** What can differ from runtime to runtime. */
export interface Facts {
  /** Of a pool whose certificate nobody here trusts. */
  readonly untrusted: Told
  /** Of a pool that wants a certificate, and gets none. */
  readonly certificateWanted: Told
  /** Of a pool whose `admit` says no, dialled over TLS. */
  readonly refusedOverTls: Told
  /** Of an address where nobody listens. */
  readonly nobody: Told
  /** Of a server that upgrades, and takes none of the subprotocols. */
  readonly noSubprotocol: Told
  /** What the pool says in its refusal is told, and its Retry-After followed. */
  readonly hearsRefusals: boolean
  /** Options of `tls` that are refused by name. */
  readonly tlsRefused: readonly string[]
}

/** What Node does: all that can be told. */
const usual: Facts = {
  untrusted: { code: 'UNAVAILABLE', message: /certificate.*: .*trust it with tls: \{ ca \}/ },
  certificateWanted: { code: 'UNAVAILABLE', message: /certificate.*: .*give it with tls: \{ cert, key \}/i },
  refusedOverTls: { code: 'PERMISSION_DENIED', message: /HTTP 403: .*`admit`/ },
  nobody: { code: 'UNAVAILABLE', message: /ECONNREFUSED/ },
  noSubprotocol: { code: 'FAILED_PRECONDITION', message: /subprotocol.*is that dialect bound there\?/ },
  hearsRefusals: true,
  tlsRefused: [],
}

/** By runtime: what is seen instead, and why. */
const differences: readonly {
  readonly runtime: string
  readonly differs: Partial<Facts>
  readonly cause: string
}[] = [
  {
    runtime: 'Bun',
    differs: { hearsRefusals: false },
    cause: "its WebSocket's error has the status of a refusal only",
  },
  {
    runtime: 'Bun',
    differs: { nobody: { code: 'UNAVAILABLE', message: /Failed to connect: .*is the pool running/ } },
    cause: 'one text for all that happens before TLS',
  },
  {
    runtime: 'Deno',
    differs: { hearsRefusals: false },
    cause: "its WebSocket's error has the status of a refusal only",
  },
  {
    runtime: 'Deno',
    differs: { nobody: { code: 'UNAVAILABLE', message: /tcp connect error/ } },
    cause: "the texts are those of its HTTP client, without the system's",
  },
  {
    runtime: 'Deno',
    differs: {
      untrusted: { code: 'UNAVAILABLE', message: /whatever was wrong.*trust it with tls: \{ ca \}/ },
      certificateWanted: { code: 'UNAVAILABLE', message: /whatever was wrong.*tls: \{ cert, key \}/ },
      refusedOverTls: { code: 'UNAVAILABLE', message: /whatever was wrong.*let this provider in/ },
    },
    cause: 'over TLS it tries again with HTTP/2, and tells why that failed: denoland/deno#36704',
  },
  {
    runtime: 'Deno',
    differs: {
      tlsRefused: [
        'tls.pfx',
        'tls.passphrase',
        'tls.servername',
        'tls.rejectUnauthorized',
        'tls.ciphers',
        'tls.minVersion',
        'tls.maxVersion',
      ],
    },
    cause: 'its HttpClient has no options for them',
  },
  {
    runtime: 'Bun',
    differs: { tlsRefused: ['tls.pfx', 'tls.minVersion', 'tls.maxVersion'] },
    cause: 'it reads over the first, and its documentation has no values for the others',
  },
  {
    runtime: 'workerd',
    differs: { tlsRefused: ['tls'] },
    cause: 'certificates are in its config',
  },
  {
    runtime: 'workerd',
    differs: { nobody: { code: 'UNAVAILABLE', message: /Network connection lost\. is the pool running/ } },
    cause: 'it tells workers nothing of its network',
  },
  {
    runtime: 'workerd',
    differs: {
      untrusted: { code: 'UNAVAILABLE', message: /log of workerd.*see docs\/dialling\.md/ },
      certificateWanted: { code: 'UNAVAILABLE', message: /log of workerd.*see docs\/dialling\.md/ },
    },
    cause: 'what is wrong with TLS it writes into its own log, and certificates are in its config',
  },
]

/** What is to be seen in a runtime. */
export function factsOf(runtime: string): Facts {
  const own = differences.filter((difference) => difference.runtime === runtime)
  return Object.assign({}, usual, ...own.map(({ differs }) => differs)) as Facts
}
