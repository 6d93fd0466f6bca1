export const STARTS: Readonly<Record<string, { readonly options: readonly string[]; readonly vimrc?: string }>>;
