/** True where question and answer lie one below the other, as playground.css has it. */
export const isNarrow = () => window.matchMedia('(max-width: 800px)').matches;
