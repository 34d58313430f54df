"""What lines about who wrote an article, when and where, say: patterns over folded text."""

from __future__ import annotations

import re

from qa_service.ingest.days import DAY, MONTH

BYLINE = re.compile(
    r"(?:(?:article|text|information|news|content|data|original)\s+source|source|sources|"
    r"(?:responsible|managing|chief|duty|executive)?\s*editor"
    r"(?:\s+(?:in\s+(?:charge|chief)|on\s+duty))?|author|reporter|"
    r"proofread(?:er|ing)?|reviewer|(?:edited|posted|published|compiled|written|reviewed|contributed|uploaded|submitted)\s+by|"
    r"tags?|key\s?words?(?:\s+(?:of|in)\s+this\s+\w+)?|original\s+(?:title|link|text|author)|"
    r"(?:(?:this|the)\s+)?(?:article|page|original)\s+(?:url|link|address)|reprint(?:ed)?\s+from|"
    r"文章来源|信息来源|内容来源|资料来源|来源|责任编辑|责编|编辑|作者|记者|审核|校对|标签|(?:本文)?关键词|原标题|转载自|"
    r"(?:本文|原文|文章)(?:网址|链接|地址))\s*:"
)
CREDIT = re.compile(
    r"(?:source|text|editor|author|reporter|来源|文字?|编辑|作者|记者)\s?\|\s?[^|.。]{1,40}"
    r"|\((?:our\s|trainee\s)?(?:reporter|correspondent|editor)s?\s[^|.。]{1,60}\)"
    r"|\((?:本[报网]|实习)?(?:记者|通讯员|编辑)\s?[^|.。]{1,30}\)"
)
"""Says at the edge of a text who wrote it."""

_AGO = (
    r"(?:(?:\d+|an?)\s+(?:minute|hour|day|week|month|year)s?\s+ago"
    r"|(?:yesterday|today)\s+\d{1,2}:\d{2}"
    r"|\d+\s?(?:分钟|小时|天|周|个月|年)前|[昨今]天\s?\d{1,2}:\d{2})"
)
_PUBLISHED = r"""
    (?:(?:release|publi(?:sh|shing|cation)|post(?:ing)?|updat(?:e|ed|ing)|last\s+updated?)
          (?:\s+(?:time|date|on|at))?
      | (?:released|published|posted|updated)(?:\s+(?:on|at))?
      | (?:accepted\s+)?(?:answer|reply|question|consultation)\s+time
      | 发布时间 | 发布日期 | 发表时间 | 更新时间)
"""
DATED = re.compile(
    rf"""
    (?:{_PUBLISHED} | time | date | 时间 | 日期)\s*(?::\s*)?
       (?:{DAY} | (?:19|20)\d\d\s?[-./年]\s?\d{{1,2}}月? | {MONTH}\s+(?:19|20)\d\d)
  | {_PUBLISHED}\s*(?::\s*)?[\d\s:./年月日时分t-]{{4,30}}
  | {_AGO}
    """,
    re.VERBOSE,
)
COUNTED_BEHIND = (
    r"[\d,]+(?:\.\d+)?[kw万]?\s?"
    r"(?:(?:page\s)?views?|reads?|readers|likes?|clicks?"
    r"|(?:people|netizens|users)\s(?:have\s)?(?:read|viewed|liked|found)(?:\s(?:it|this))?(?:\s(?:useful|helpful))?"
    r"|(?:次|人)?(?:阅读|浏览|点击|点赞|收藏))"
)
COUNTED = re.compile(
    rf"{COUNTED_BEHIND}|(?:it|this(?:\s\w+)?)\shas\shelped\s[\d,]+\speople|"
    r"(?:(?:page\s+)?views?|(?:hit|click|view)\s+count(?:\s+\w+)?|reads?|reading(?:s|\s+volume)?|hits?|clicks?|browse[ds]?|likes?|comments?|"
    r"阅读(?:量|数)?|浏览(?:量|次数|数)?|点击(?:量|数)?|评论|点赞)\s*(?:[:(]\s*)?[\d,]+\s*(?:times|次|\))?"
)
PERSON = re.compile(r"(?:author|reporter|editor|reviewer|作者|记者|编辑|审核)")
PIECE = re.compile(
    rf"""
    (?P<date>(?:(?:\w+\s+)?(?:time|date|on|updated|issued|released?|published|posted
       |(?:发布|发表|更新)?(?:时间|日期))\s*(?::\s*)?)?(?:{DAY}|{_AGO}))
  | (?:(?:\w+\s)?(?:source|origin|author|reporter|editor|by)|来源|作者|编辑|记者)\s*:\s*
       [^|:。]{{1,60}}?
       (?=\s*\||\s{{2,}}|\s(?:share|font|reads?|views?|comments?|[\u4e00-\u9fff]+:|分享)|$)
  | {COUNTED_BEHIND}
  | (?:views?|reads?|reading(?:\s+volume)?|hits?|clicks?|browse[ds]?|likes?(?:\s+it)?|comments?
       |collect|forward|downloads?|reward|阅读|浏览|点击|评论|点赞|收藏)
       \s*(?:[:(]\s*)?[\d,]+(?:\.\d+)?k?\s*(?:times|points|次|\))?
  | (?:share|forward)\s+(?:it\s+)?(?:to|on|with)\s+(?:\w+\s?){{1,4}}
  | (?:分享|转发)(?:到|至)?[\u4e00-\u9fff]{{0,6}}
  | (?:adjust\s+)?font(?:\s+size)?\s*:?(?:\s*(?:big|large|medium|middle|small|a[+-]?|\+|-))*
  | 字号\s*:?(?:\s*[大中小]\b)*
  | collect(?:ion)?|favou?rites?|print|listen|reverse\s+order|follow(?:\s*\+)?|report|收藏|打印|举报
  | original\b | 原创
  | \d+\s+min(?:ute)?s?\s+(?:of\s+|to\s+)?read(?:ing)?
  | only\s+(?:look\s+at|see|view)\s+the\s+(?:author|host|landlord)
  | (?:please\s+)?reprint\s+please\s+\w+
    """,
    re.VERBOSE,
)
"""One of several pieces of a line that says when and where an article was published and what can be
done with it."""

HEAD_LABEL = re.compile(
    r"(?:(?:words|text|compiled|arranged|collected|written|edited|translated|shared|released|asked"
    r"|recorded|organi[sz]ed|sorted|photos?)\s+by"
    r"|(?:file\s+)?(?:photo(?:graph)?|picture)s?|图"
    r"|(?:host|speaker|sharer|writer|compiler|translator|(?:station|web)\s?master|questioner|asker)"
    r"(?:\s+of\s+this\s+\w+)?|提问[者人]|整理|编译|主持人?|讲述人?|供稿)\s*:|由.{1,12}(?:整理|编辑|发布)$"
)
"""Begins a line between title and text about who wrote, collected or asked."""

HEAD_NAME = re.compile(
    r"(?:(?:[Ww]ords|[Tt]ext|[Cc]ompiled|[Aa]rranged|[Ww]ritten|[Ee]dited|[Tt]ranslated|[Ss]hared"
    r"|[Cc]ollected|[Rr]ecorded)\s+)?[Bb]y\s+(?!Article|Law|Law's|Phone|Telephone)[A-Z]"
)
"""The same before a name, in the case that it is written in."""

HEAD_PIECE = re.compile(
    r"\b(?:views?|reads?|reading(?:\s+volume)?|browsed?|replies|likes|clicks?|hits|downloads|pages?"
    r"|edition|no\.)\s*(?::\s*)?[a-z]?\d"
    r"|\b(?:posted|asked|updated|published|released)\s+(?:by\b|in\b|on\b|at\b|\d)"
    r"|\b(?:release|publishing|publication|posting|update|issu(?:e|ing))\s+(?:time|date)\b"
    r"|\b(?:source|validity)\s*:|\[(?:print|close)\]|\d\s+min(?:ute)?s?\s+(?:of\s+)?read"
    r"|\b(?:(?:item|question)\s+(?:code|number|no\.)|region|place|status|reward|category)\s*:?\s"
    r"|\b(?:text|pictures?|photos?|proof-?reading|\w+\s+in\s+charge)\s*:|\b(?:previous|next)\s+edition"
    r"|\b(?:reporter|correspondent|intern|editor|author|contributor|column)\b|\b\d{4}-\d\d?-\d\d?\b"
    r"|(?:阅读|浏览|点击|回复|点赞)[量数次]*\s*(?::\s*)?\d|(?:提问|发布|更新|发表)时间|记者|通讯员|实习生"
    r"|(?:问题编号|地区|状态|悬赏|分类|发布|来源|作者)\s*:"
)
"""One of several pieces of such a line."""
