/** Under which names the server's answers about the own account are kept. */
export const browsersKey = ["account", "browsers"];
export const secondFactorKey = ["account", "second-factor"];
