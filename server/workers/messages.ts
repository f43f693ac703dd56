/** From a worker to the primary. */
export type ToPrimary =
  { nutag: 'usable'; url: string } | { nutag: 'ready' } | { nutag: 'metrics'; id: number };

/** From the primary to a worker. */
export type ToWorker = { nutag: 'metrics'; id: number; text: string | null }; // null: a worker has not answered
