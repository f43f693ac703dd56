/** The source of records that were typed in here, and of names that were added here. */
export const editSource = 'edits';
