import { z } from 'zod';

/** RFC 9457 problem: what went wrong, where, and how to mend it. */
export const ProblemBody = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().optional(),
  instance: z.string().optional(),
  requestId: z.string().optional().meta({ description: 'of a 5xx: finds it in the log' }),
  retryAfter: z
    .number()
    .int()
    .optional()
    .meta({ description: 'of a 503 or 429: seconds, as the header Retry-After' }),
  errors: z.array(z.object({ where: z.string(), what: z.string() })).optional(),
  current: z.unknown().optional().meta({ description: 'of a 412: the record as it is now' }),
});
export type ProblemBody = z.infer<typeof ProblemBody>;
