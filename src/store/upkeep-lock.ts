/** Number of the advisory lock that upkeep holds alone and a backup shares: "qngl" in ASCII. */
export const upkeepLock = 0x716e676c
