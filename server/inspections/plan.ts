/** A line that is to be inspected in a round, and how it was inspected the last time. */
export interface LineToPlan {
  code: string;
  name: string;
  side_a: string;
  side_b: string;
  inspection: number | null; // of this round already
  previous: {
    number: number;
    year: number;
    year_from: number;
    lead_code: string;
    partner_code: string;
  } | null;
}

export interface Plan extends LineToPlan {
  year: number;
  lead: string;
  partner: string;
}

/** Who leads: the partner of the last time; the first time the side with the smaller code (domain.md 5.7). */
export function rolesOf({ side_a, side_b, previous }: Pick<LineToPlan, 'side_a' | 'side_b' | 'previous'>): { lead: string; partner: string } {
  const sides = [side_a, side_b];
  const isSame = previous !== null && sides.includes(previous.lead_code) && sides.includes(previous.partner_code);
  return isSame ? { lead: previous.partner_code, partner: previous.lead_code } : { lead: side_a, partner: side_b };
} // prettier-ignore

/**
 * Each line in its year. The order of the last round stays: a line that came in its second year comes in the second year again.
 * Lines without a last time are spread over the years by their codes.
 */
export function planOf(lines: readonly LineToPlan[], { from, to }: { from: number; to: number }): Plan[] {
  const fresh = lines.filter(({ previous }) => previous === null).map(({ code }) => code).sort((a, b) => (a < b ? -1 : 1)); // prettier-ignore
  const years = to - from + 1;
  return lines
    .map((line) => {
      const turn = line.previous === null ? Math.floor((fresh.indexOf(line.code) * years) / fresh.length) : line.previous.year - line.previous.year_from; // prettier-ignore
      return { ...line, year: Math.min(to, from + Math.max(0, turn)), ...rolesOf(line) };
    })
    .sort((a, b) => a.year - b.year || (a.code < b.code ? -1 : 1));
}
