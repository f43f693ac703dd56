export interface Order {
  column: string;
  down: boolean;
}

/** As it stands in the link: `beyond-` is by `beyond`, falling. */
export const readOrder = (text: string | null, otherwise: Order): Order =>
  text === null ? otherwise : { column: text.replace(/-$/, ''), down: text.endsWith('-') };
export const writeOrder = ({ column, down }: Order): string => `${column}${down ? '-' : ''}`;
