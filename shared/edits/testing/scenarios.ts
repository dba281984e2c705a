/**
 * For tests: cases that contradicted earlier wordings of the rules. Each has its log (see toy-log.ts), what becomes of
 * each edit (see `shortOutcome`), and the partition of the bases that the edits touch. (In "bypass through a third" B saw
 * seven supervoxels together and gets five, which by E10 is changed.)
 */
export const SCENARIOS: readonly (readonly [name: string, log: string, verdicts: string, partition: string])[] = [
  ['same split twice', 'A1@0 s 1|4 x=2-3; B1@0 s 1|4 x=2-3; A2@1 r A1', 'ap, re, co(B1)', '1 2|3 4'],
  ['knowing undo', 'A1@0 s 1|4 x=2-3; B1@0 s 1|4 x=2-3; A2@2 r A1 !B1', 'ap, re, ap', '1 2 3 4'],
  ['different cuts', 'A1@0 s 1|4 x=2-3; B1@0 s 1|4 x=3-4', 'ap, re*', '1 2|3 4'],
  ['bypass through a third', 'A1@0 s 1|4 x=2-3; B1@0 m 2-5; C1@1 m 4-7', 'ap, ap*, co(A1)', '1 2 5 6 7|3 4'],
  ['on purpose', 'A1@0 s 1|4 x=2-3; B1@1 m 2-3 !A1', 'ap, ap', '1 2 3 4'],
  ['stale override', 'A1@0 s 1|4 x=2-3; C1@1 r A1; C2@2 s 1|4 x=2-3; B1@1 m 2-3 !A1', 'ap, ap, ap, co(C2)', '1 2|3 4'],
  ['redundant merge holds', 'B1@0 m 1-4; A1@0 s 1|4 x=2-3', 're, co(B1)', '1 2 3 4'],
  [
    'restored edge is the witness',
    'A1@0 s 11|12 x=10-12,11-13; B1@1 r A1; A2@1 s 10|11 x=10-11',
    'ap, ap, co(B1)',
    '10 11 12 13',
  ],
  ['revert held by another merge', 'A1@0 m 4-5; B1@0 m 3-6; A2@0 r A1', 'ap, re, ap*', '1 2 3 4 5 6 7'],
  ['third segment spared', 'B1@0 s 10|11,13 x=10-11,12-13; A1@0 s 10|12,13 x=11-13,10-12', 'ap, ap*', '10|12|11 13'],
]
