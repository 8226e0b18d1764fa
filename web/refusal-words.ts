import type { Words } from './words.ts'

/** Why the engine did not do what a person asked, by the `code` of its answer. */
export const refusalWords = {
  'refused.step-not-allowed': ['This step cannot be taken now.', '当前状态不能进行此步骤。'],
  'refused.leader-own-district': [
    'The leader must come from another district than the site’s.',
    '组长须为异地人员，不得来自检查点所在属地。',
  ],
  'refused.leader-outside-zone': [
    'The leader must come from a district of the zone.',
    '组长须来自示范区内的属地。',
  ],
  'refused.district-outside-zone': [
    'Only a district of the zone may do this.',
    '仅示范区内的属地可进行此操作。',
  ],
  'refused.opinions-missing': [
    'Not every district has given its opinion yet.',
    '各方意见尚未齐全。',
  ],
  'refused.not-sampled': ['No sampling round is recorded yet.', '尚无采样监测记录。'],
  'refused.out-of-time-order': [
    'The time is before that of the step before.',
    '所填时间早于上一步骤的时间。',
  ],
  'refused.submissions-missing': [
    'Not every party has entered its values yet.',
    '尚有一方未填报预报值。',
  ],
  'refused.cells-incomplete': ['Values are missing for some days.', '部分日期的预报值未填全。'],
  'refused.differences-open': [
    'The parties differ: agree on a value for each difference first.',
    '各方预报仍有分歧，须先逐项商定。',
  ],
  'refused.all-have-signed': ['All parties have signed.', '各方均已签发。'],
  'refused.already-signed': ['This party has signed already.', '该方已签发。'],
  'refused.signatures-missing': ['Not every party has signed yet.', '尚有一方未签发。'],
  'refused.recognition-missing': [
    'Not every district has recognised the evidence yet.',
    '尚有属地未互认该证据。',
  ],
  'refused.not-the-receiver': [
    'Only the district to which it was sent may do this.',
    '仅接收方属地可进行此操作。',
  ],
  'refused.due-not-ahead': ['The time limit must lie ahead.', '期限须晚于现在。'],
  'refused.until-not-ahead': ['The last day must lie ahead.', '有效期须晚于现在。'],
  'refused.verified-by-rectifier': [
    'Who rectified it may not verify it.',
    '整改人不得复核自己的整改。',
  ],
  'refused.not-the-owner': [
    'Only the district whose it is may do this.',
    '仅其所属的属地可进行此操作。',
  ],
  'refused.not-longer': [
    'The new end must be later, and within 31 days of the beginning.',
    '新的结束时间须晚于原定，且距开始不超过 31 天。',
  ],
  'refused.not-reviewed': [
    'A major case needs a legal review that passed.',
    '重大案件须先通过法制审核。',
  ],
  'refused.decided-by-reviewer': ['Who reviewed it may not decide it.', '审核人不得作出决定。'],
  'refused.decided-by-asker': ['Who asked for it may not decide it.', '申请人不得审批自己的申请。'],
  'refused.scores-missing': ['Some cases are not scored enough yet.', '部分案卷评分尚不足。'],
  'refused.scored-before': [
    'This was scored before: give a reason to score it once more.',
    '此前已评分，再次评分须说明理由。',
  ],
  'refused.scored-own-case': [
    'Nobody scores a case in which they had a part.',
    '不得评议本人参与的案卷。',
  ],
  'refused.scored-own-district': [
    'Nobody scores a case of their own district.',
    '不得评议本属地的案卷。',
  ],
  'refused.not-on-panel': ['This person is not on the panel.', '此人不是评议团成员。'],
  'refused.review-exists': ['This year has a review already.', '该年度已有评议。'],
  'refused.no-review-form': ['The network has no review form.', '未配置评议表。'],
  'refused.drawn-before': [
    'It was drawn before: give a reason to draw once more.',
    '此前已抽取，再次抽取须说明理由。',
  ],
  'refused.too-few-candidates': ['There are too few to draw from.', '可供抽取的对象不足。'],
  'refused.site-exempt': [
    'A site is on the exempt list: give a reason to visit it all the same.',
    '检查对象在正面清单内，仍要检查须说明理由。',
  ],
  'refused.resource-taken': ['Another booking holds it in this time.', '该时段内此资源已被占用。'],
  'refused.resource-shortfall': ['None of this kind is free.', '此类资源均已占用。'],
  'refused.not-on-request': ['This data set is not shared on request.', '该数据资源不接受申请。'],
  'refused.no-addressee': [
    'Somebody to be told cannot be reached by this route.',
    '有收件人无法通过该渠道送达。',
  ],
  'refused.no-route': ['No route for notices is set.', '未配置通知渠道。'],
} satisfies Words
