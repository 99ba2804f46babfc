/** For the projects of TypeScript that import it: their compiler does not read JavaScript. */
export const chromiumPath: (env?: NodeJS.ProcessEnv) => string | undefined
