import { z } from 'zod';

/** What every record says of itself: where it is from, whether it is 示例数据, and when it changed. */
export const provenance = {
  source: z.string().meta({ description: 'id of the source, see /api/v1/sources' }),
  sample: z.boolean().meta({ description: '示例数据: generated for demonstration' }),
  public: z.boolean().meta({ description: 'may be shown to everybody; false is only ever read by staff' }),
  secrecy: z.string().meta({ description: '密级: 公开, 内部, 秘密, 机密, 绝密' }),
  updatedAt: z.string(),
};

/** Changes with the record's content; sent as ETag, and as If-Match with a change. */
export const Version = z.string().meta({ description: 'hash of the content; the ETag' });

/** Columns of an imported file that are no field of the record: kept as they stand. */
export const Attributes = z.record(z.string(), z.unknown()).nullable();

export const DivisionRef = z.object({ code: z.string(), name: z.string() });
export type DivisionRef = z.infer<typeof DivisionRef>;

/** 6 digits at county level and above, 9 digits for townships (domain.md 6.1). */
export const DivisionCode = z
  .string()
  .regex(/^\d{6}(\d{3})?$/, 'must be a division code of 6 or 9 digits')
  .meta({ examples: ['150102'] });

export const IsoDate = z.iso
  .date()
  .refine((date) => date >= '0001-01-01', 'must be a date from the year 1 on')
  .meta({ examples: ['2025-12-31'] });
export const RecordId = z.coerce.number().int().min(1).max(2_147_483_647);

export const Source = z.object({
  id: z.string(),
  title: z.string(),
  publisher: z.string().nullable(),
  licence: z.string().nullable(),
  attribution: z.string().nullable(),
  url: z.string().nullable(),
  dataDate: z.string().nullable(),
  sample: z.boolean(),
});
