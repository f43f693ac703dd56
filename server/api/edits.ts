import { z } from 'zod';

/** Directions that turn what is shown round, NUL, and halves of a character: refused in every text that is typed. */
const hidden = /[\0\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C]|\p{Cs}/u;
const refused = 'must not hold control, direction or broken characters';

/** One line. */
export const Line = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((text) => !hidden.test(text) && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text), refused);

/** A text of several lines. */
export const Paragraph = (longest: number) =>
  z
    .string()
    .trim()
    .max(longest)
    .refine((text) => !hidden.test(text) && !/[^\P{Cc}\n\r\t]/u.test(text), refused);

/** A day of a record, in the years that a register can have. */
export const Day = z.iso.date().refine((day) => day >= '1800-01-01' && day < '2200', 'must be a day from 1800 to 2199'); // prettier-ignore

/** What is known of the day of a name: a year, a month or a day. */
export const PartialDay = z
  .string()
  .regex(/^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/, 'must be a year, a month or a day: 1949, 1949-10, 1949-10-01'); // prettier-ignore

export const Secrecy = z.enum(['公开', '内部', '秘密', '机密', '绝密']);

/** What a check has found in an edit. An error refuses it; a warning comes back with the answer. */
export const EditFinding = z.object({
  severity: z.enum(['error', 'warning']),
  check: z.string().meta({ description: 'id of the check, as in the findings of imports' }),
  field: z
    .string()
    .nullable()
    .meta({ description: 'of the content: name, names.0.text; null: the record as a whole' }),
  value: z.string().nullable(),
  reason: z.string(),
  remedy: z.string(),
});
export type EditFinding = z.infer<typeof EditFinding>;

/** Of every record that can be edited. */
export const editable = {
  version: z.string().meta({ description: 'hash of the content: the ETag, to be sent back as If-Match' }),
  source: z.string(),
  sample: z.boolean(),
  updatedAt: z.string(),
  editedAt: z.string().nullable().meta({ description: 'changed by hand since it was loaded' }),
  editedBy: z.string().nullable(),
};

/** Names and notes of a record, by id; of a change, null takes one away and what is not named stays. */
export const AttributeTexts = z.record(z.string(), z.string());
export const AttributeChanges = z
  .record(z.string().min(1).max(60), Paragraph(10_000).nullable())
  .refine((texts) => Object.keys(texts).length <= 100, 'must be at most 100');

/** A field whose empty text is none. */
export const orNull = <T extends z.ZodType>(type: T) =>
  z.preprocess((value) => (typeof value === 'string' && value.trim() === '' ? null : value), type.nullable());
