/** What a layer scene needs beside its pool, where no mesh is cut. */
export const noCuts = {
  regrouped: () => undefined,
  probe: () => () => undefined,
  arrivals: () => 0,
  gpu: () => undefined,
  sized: () => undefined,
  readsFrom: () => undefined,
}
