/** Settings that only the distiller has, besides those of every service. */
export const distillerSettings = {};
