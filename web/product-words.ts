/** Texts of the air product's panel, in English and Chinese. */
export const productEnglish = {
  'product.heading': 'Joint air-quality forecast',
  'product.issue': 'Issued {date}, version {version}',
  'product.demonstration': 'Demonstration, made from simulated readings',
  'product.area': 'Area, AQI',
  'product.guidance': 'regional guidance {low}–{high}',
  'product.signed': 'Signed off by',
  'product.bulletin': 'Bulletin for printing',
}

export const productChinese: Readonly<Record<keyof typeof productEnglish, string>> = {
  'product.heading': '空气质量专项预报',
  'product.issue': '{date} 发布，第 {version} 版',
  'product.demonstration': '演示，由模拟数据生成',
  'product.area': '区域（AQI）',
  'product.guidance': '区域指导预报 {low}–{high}',
  'product.signed': '会商签发',
  'product.bulletin': '预报单（可打印）',
}
