/** How a draw is made (双随机), as its record says it and the page knows it. */
export const drawMethod = 'first by sha256(seed|key), hexadecimal, ascending'
