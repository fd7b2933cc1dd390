/** What a faulty connection may do, each tested for every wire. */
export const onTheWire = {
  T01: 'closes the socket when the consumer has enough',
  T02: 'fails with the reason of the signal and closes the socket',
  T03: 'is aborted while the server is silent',
  T04: 'sends nothing when the signal is aborted already',
  T05: 'fails when the socket is reset, and keeps what had come',
  T06: 'fails when the body ends before the reply',
  T07: 'delivers a last frame without its line ends',
  T08: 'reads every byte of its own, whatever the script',
  T09: 'reads CR, comments, id, retry and a byte order mark',
  T10: 'fails at a frame that cannot be read, and reads nothing behind it',
  T11: 'fails at an error frame',
  T12: 'reads nothing behind the end marker, and waits for nothing',
  T13: 'ends a silent body, and a server that never answers, by the time-out',
  T14: 'refuses a line of 32 MB',
  T15: 'ends every one of many streams in its text or in an error',
} as const;

/** What is made of a reply that may be faulty, each tested for every wire. */
export const aroundIt = {
  T20: 'tries again before the first chunk and never behind it',
  T21: 'mixes no two replies',
  T22: 'tells both causes when the other provider fails too',
  T23: 'leaves no listener on a signal',
  T25: 'lets a server be only a little ahead of a consumer that stops',
  T27: 'never takes arguments that were cut off for whole ones',
  T29: 'takes __proto__ in arguments for a key',
  T32: 'joins a call, however its pieces are addressed',
  T33: 'counts tokens once, however often they are told',
  T36: 'shows the key nowhere',
  T39: 'is left at once by a consumer, also when fetch does not know its signal',
  T41: 'leaves no rejection unhandled when nobody looks',
  T43: 'gives the same for pieces of 1, 2, 7 and 1,000 bytes',
} as const;

/** Why the other faults do not concern a transport. */
export const elsewhere: Readonly<Record<string, string>> = {
  T16: 'the order of events in a chain of any steps',
  T17: 'hangs of a chain of any steps',
  T18: 'the branches of a record',
  T19: 'the branches of a record',
  T24: 'what a run keeps on the heap, of whatever source',
  T26: 'time of the parser of partial JSON',
  T28: 'the grammar of JSON in the text of an answer',
  T30: 'escapes of JSON in the text of an answer',
  T31: 'beginnings of JSON in the text of an answer',
  T34: 'names in templates',
  T35: 'data that looks like a serialised object, which nothing revives',
  T37: 'time of parsers of text',
  T38: 'a time limit over a run',
  T40: 'the context of concurrent requests',
  T42: 'depth of JSON in the text of an answer',
};
