/** What the page says of blooms and their early signs, in English and Chinese. */
export const bloomEnglish = {
  'why.bloom': 'This reaches the {tier} tier for algal blooms.',
  'why.bloomAhead':
    'A bloom is {in3} % likely within 3 days, {in7} % within 7 and {in14} % within 14.',
  'why.drivers': 'Driven by {factors}.',
  'why.oxygen': 'Dissolved oxygen is {oxygen} mg/L.',
  'why.ph': 'pH is {ph}.',
}

export const bloomChinese: Readonly<Record<keyof typeof bloomEnglish, string>> = {
  'why.bloom': '达到蓝藻水华{tier}等级。',
  'why.bloomAhead': '3 天内发生水华的概率为 {in3} %，7 天内 {in7} %，14 天内 {in14} %。',
  'why.drivers': '主要依据：{factors}。',
  'why.oxygen': '溶解氧 {oxygen} mg/L。',
  'why.ph': 'pH {ph}。',
}
