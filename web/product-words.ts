import type { Words } from './words.ts'

/** Texts of the air product's panel, in English and Chinese. */
export const productWords = {
  'product.heading': ['Joint air-quality forecast', '空气质量专项预报'],
  'product.issue': ['Issued {date}, version {version}', '{date} 发布，第 {version} 版'],
  'product.demonstration': ['Demonstration, made from simulated readings', '演示，由模拟数据生成'],
  'product.area': ['Area, AQI', '区域（AQI）'],
  'product.guidance': ['regional guidance {low}–{high}', '区域指导预报 {low}–{high}'],
  'product.signed': ['Signed off by', '会商签发'],
  'product.bulletin': ['Bulletin for printing', '预报单（可打印）'],
} satisfies Words
