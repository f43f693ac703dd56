/**
 * Whether so small a share within T is a gap. Null: unknown, where facilities of the unit without a position, or of unknown status, could
 * bring it up. More facilities never make a gap of what is none.
 */
export const gapOf = (share: number, required: number, unsure: number): boolean | null =>
  share >= required ? false : unsure > 0 ? null : true;
