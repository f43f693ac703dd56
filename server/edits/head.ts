interface Row {
  id: number;
  version: string;
  source_id: string;
  sample: boolean;
  updated_at: string;
  edited_at: string | null;
  edited_by: string | null;
}

/** What a record says of itself beside its content. */
export const headOf = (row: Row) => ({
  id: row.id,
  version: row.version,
  source: row.source_id,
  sample: row.sample,
  updatedAt: row.updated_at,
  editedAt: row.edited_at,
  editedBy: row.edited_by,
});
