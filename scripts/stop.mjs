/** Ends the run with a message that says what to do. Its stack is of no use to the reader. */
export class Stop extends Error {}
