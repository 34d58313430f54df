"""What lists of related articles, bylines, notices and buttons say: patterns over folded text."""

from __future__ import annotations

import re

_THINGS = (
    r"(?:articles?|posts?|threads?|readings?|recommendations?|stories|links|tags|searches|"
    r"(?:article|reading|content) recommendations?|article links)"
)
_SOFT_THINGS = (
    r"(?:questions?|topics?|contents?|information|knowledge|consultations?|news|problems?|"
    r"q\s?&\s?a)"
)
OPENS_LIST = re.compile(
    rf"""
    (?:related|recommended|recommend|suggested|hot|popular|latest|newest|recent|similar|more|other|
       featured|associated|relevant|wonderful|top|further|extended|random|adjacent)
       (?:\s+(?:related|hot|popular|recommended))?\s+{_THINGS}(?:\s+recommend\w*)?
  | (?:recommended|hot|popular)\s+(?:for\s+you|topics|spots|recommendations?|content|{_SOFT_THINGS})
  | you\s+(?:may|might|could|will)\s+(?:also\s+)?
       (?:like|love|enjoy|be\s+interested(?:\s+in)?|want\s+to\s+\w+)(?:\s+\w+)?
  | guess\s+(?:what\s+)?you\s+(?:like|love|want\w*)(?:\s+(?:it|to\s+\w+))?
  | (?:(?:other\s+)?(?:people|readers|netizens|users|neighbou?rs)|others|everyone|everybody)\s+
       (?:(?:is|are)\s+)?also\s+\w+(?:\s+(?:at|for))?
  | everyone\s+is\s+(?:watching|reading|searching|looking\s+at)
  | also\s+in\s+this\s+(?:edition|issue|section)
  | (?:comments?|messages?)\s+(?:from|of|by)\s+(?:netizens|users|readers)(?:\s*\(\d+)?
  | (?:netizens?|users?|readers?)'?\s+comments?(?:\s*\(\d+)?
  | (?:see|read|view)\s+also | also\s+read | read\s+(?:next|more)
  | (?:article|reading)\s+(?:list|ranking)s?
  | (?:friendship|friendly|friend)\s+links?
  | (?:相关|推荐|热门|热点|最新|更多|精彩|精选|同类|其他|其它|近期|随机)的?
       (?:文章|阅读|推荐|链接|资讯|标签|帖子|新闻)(?:推荐|列表)?
  | (?:延伸|拓展)阅读 | 文章推荐 | 猜你(?:喜欢|想看|关心) | 大家(?:都|还|也)?在(?:看|搜|问)
  | [您你]可能(?:还|也)?(?:会)?(?:喜欢|感兴趣|想看|关心)(?:的)?(?:文章|内容)? | 友情链接
    """,
    re.VERBOSE,
)
# These open a list only where titles follow, two at least: they head real text too.
MAY_OPEN_LIST = re.compile(
    rf"(?:related|relevant|other|more|similar)\s+{_SOFT_THINGS}|recommend(?:ed|ations?)?|"
    r"相关(?:问题|内容|知识|信息|咨询|问答)|推荐"
)
RECOMMENDS = re.compile(
    r"(?:\w+\s+)?recommend(?:ed|ations?|s)?|hot(?:\s+(?:spots?|search(?:es)?|words?))?"
    r"|(?:hot|popular|latest|special)\s+(?:articles|posts|pages|topics|tutorials|threads|news)"
    r"(?:\s+(?:of|in|on)\s+.{1,30})?"
    r"|every(?:one|body)\s+is\s+\w+ing|in\s+the\s+next\s+issue|more\s+from\s+.{1,30}"
    r"|猜你喜欢|推荐"
)
"""Opens a list of titles on its own line, apart from each other by semicolons or bars."""
INNER_OPENER = re.compile(
    r"(?<=\S)\s+-\s+(?=(?:related articles|(?:previous|next) article)\b)"
    r"|(?<=[.!?。!?])\s*(?=(?:related articles|recommended reading|相关文章|相关阅读|推荐阅读)\s*:)"
)
NEIGHBOUR = re.compile(
    r"(?:previous|prev|next|last)\s+(?:article|post|page|one|chapter|piece|item|issue)s?"
    r"\s*(?:[:>»]|$)"
    r"|(?:上|下)一(?:篇|页|条)(?:文章)?\s*(?:[:>»]|$)|(?:prev|previous)\s*[:»>]"
)
BULLETED_NEIGHBOUR = re.compile(
    r"(?:previous|prev|next|last)(?:\s+(?:article|post|page|one))?\s*[:>»]"
)

BYLINE = re.compile(
    r"(?:(?:article|text|information|news|content|data|original)\s+source|source|sources|"
    r"(?:responsible|managing|chief|duty|executive)?\s*editor"
    r"(?:\s+(?:in\s+(?:charge|chief)|on\s+duty))?|author|reporter|"
    r"proofread(?:er|ing)?|reviewer|(?:edited|posted|published|compiled|written|reviewed|contributed|uploaded|submitted)\s+by|"
    r"tags?|key\s?words?|original\s+(?:title|link|text|author)|reprint(?:ed)?\s+from|"
    r"文章来源|信息来源|内容来源|资料来源|来源|责任编辑|责编|编辑|作者|记者|审核|校对|标签|关键词|原标题|转载自)\s*:"
)
DATED = re.compile(
    r"(?:(?:release|publi(?:sh|shing|cation)|post(?:ing)?|updat(?:e|ed|ing)|last\s+updated?)(?:\s+(?:time|date|on|at))?|"
    r"(?:published|posted|updated)(?:\s+(?:on|at))?|"
    r"(?:accepted\s+)?(?:answer|reply|question|consultation)\s+time|time|date|发布时间|发布日期|发表时间|更新时间|时间|日期)\s*:?\s*"
    r"[\d\s:./年月日时分t-]{4,30}"
)
COUNTED = re.compile(
    r"(?:(?:page\s+)?views?|(?:hit|click|view)\s+count(?:\s+\w+)?|reads?|reading(?:s|\s+volume)?|hits?|clicks?|browse[ds]?|likes?|comments?|"
    r"阅读(?:量|数)?|浏览(?:量|次数|数)?|点击(?:量|数)?|评论|点赞)\s*[:(]?\s*[\d,]+\s*(?:times|次|\))?"
)
NOTICE = re.compile(
    r"(?:(?:copyright|special|legal|site|website|article|reprint)\s+(?:notice|statement|declaration)|disclaimer|"
    r"exemption\s+clause|版权(?:声明|说明|申明)|免责(?:声明|条款)|特别(?:声明|提示)|本站声明|声明)\s*(?::|$)"
)
PERSON = re.compile(r"(?:author|reporter|editor|reviewer|作者|记者|编辑|审核)")
ASKS = re.compile(
    r"^(?:how|what|where|when|which|who|whose|why|whether|can|could|may|is|are|do|does|did|has|have"
    r"|should|will)\b|[?？]$|怎么|如何|怎样|什么|哪|多少|多久|多长|能否|是否|能不能|吗|几"
)
LINKS = re.compile(
    r"[\s*_#>-]*(?:(?:related|recommended|see\s+also|more|hot|popular|latest)[\s:*_]*"
    r"(?:\[[^\]\n]*\]\([^)\n]*\)[\s|,;·*]*)+|(?:\[[^\]\n]*\]\([^)\n]*\)[\s|,;·>»/*-]*){2,}"
    r"(?:(?<=[>»/]\s)[\w ]{1,30})?)"
)
"""A line that is nothing but Markdown links."""
ADVERT = re.compile(
    r"(?:advertisements?|advert|ads?|advertising|sponsored(?:\s+(?:content|links?|by\b.*))?|广告|赞助内容)"
    r"\s*(?:[:\]】].{0,200})?"
)
_WHEN = (
    r"(?:\d{4}\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,2}日?(?:[\st]{1,3}\d{1,2}:\d{2}(?::\d{2})?)?)"
)
PIECE = re.compile(
    rf"""
    (?P<date>(?:(?:\w+\s+)?(?:time|date|on|updated|issued|published|posted|(?:发布|发表|更新)?(?:时间|日期))
       \s*:?\s*)?{_WHEN})
  | (?:(?:\w+\s)?(?:source|origin|author|reporter|editor)|来源|作者|编辑|记者)\s*:\s*
       [^|:。]{{1,60}}?
       (?=\s*\||\s{{2,}}|\s(?:share|font|reads?|views?|comments?|[\u4e00-\u9fff]+:|分享)|$)
  | (?:views?|reads?|reading(?:\s+volume)?|hits?|clicks?|browse[ds]?|likes?|comments?|collect
       |forward|downloads?|reward|阅读|浏览|点击|评论|点赞)
       \s*[:(]?\s*[\d,]+(?:\.\d+)?k?\s*(?:times|points|次|\))?
  | (?:share|forward)\s+(?:it\s+)?(?:to|on|with)\s+(?:\w+\s?){{1,4}}
  | (?:分享|转发)(?:到|至)?[\u4e00-\u9fff]{{0,6}}
  | (?:adjust\s+)?font(?:\s+size)?\s*:?(?:\s*(?:big|large|medium|middle|small|a[+-]?|\+|-))*
  | 字号\s*:?(?:\s*[大中小]\b)*
  | collect(?:ion)?|favou?rites?|print|listen|reverse\s+order|follow(?:\s*\+)?|report|收藏|打印
  | \d+\s+min(?:ute)?s?\s+(?:of\s+|to\s+)?read(?:ing)?
  | only\s+(?:look\s+at|see|view)\s+the\s+(?:author|host|landlord)
  | (?:please\s+)?reprint\s+please\s+\w+
    """,
    re.VERBOSE,
)
"""One of several pieces of a line that says when and where an article was published and what can be
done with it."""

BUTTON = re.compile(
    r"page\s+\d+\s+of\s+\d+\b.{0,60}|\w+(?:\s+#\w+)+|"
    r"(?:print|close|打印|关闭|收藏)(?:\s*[\]】]\s*[\[【]\s*(?:print|close|打印|关闭|收藏))+"
    r"[\]】]?(?:\s*(?:分享|share\b).*)?|"
    r"(?:back|return|go)\s+to\s+(?:the\s+)?(?:top|list|home(?:page)?)|skip to (?:main )?content|"
    r"print(?:\s+this\s+page)?|(?:click\s+to\s+)?load\s+more(?:\s+comments)?|"
    r"a[+-]?(?:\s*[|/]?\s*a[+-]?){1,3}|\W*follow\s+us\b.{0,40}|"
    r"(?:the\s+)?comments?\s+(?:area|section)\s+is\s+closed|"
    r"reward\s+the\s+author\b.{0,60}|(?:click|tap)\s+(?:here\s+)?to\s+add\s+(?:customer\s+service|(?:the\s+|our\s+)?(?:editor|assistant))\b.{0,80}|"
    r".{0,60}\b(?:public\s+(?:account|number)|official\s+account)\b.{0,120}\breply\b.{0,100}|"
    r"(?:click\s+to\s+)?read\s+(?:more|the\s+full\s+text)|leave\s+a\s+(?:comment|reply|message)|close|"
    r"(?:the\s+|this\s+)?(?:post|thread|topic|reply)\s+(?:is|has\s+been)\s+"
    r"(?:closed|locked|folded|hidden|pinned|set\s+as\s+essence)\b.{0,40}|"
    r"(?:welcome\s+to\s+)?(?:please\s+)?add\s+(?:the|our)\s+(?:\w+\s+)?"
    r"(?:editor|customer service|assistant)\b.{0,60}|"
    r"(?:the\s+)?(?:satisfaction|adoption|acceptance)\s+rate\s+of\s+(?:this|the)\s+answer\b.{0,20}|"
    r".{0,60}\b\d[\d,]*\s+lawyers\s+(?:are\s+)?online\b.{0,40}|"
    r"collect(?:ion)?|favou?rites?|(?:share|forward)(?:\s+(?:this|the)(?:\s+\w+)?)?|"
    r"(?:share|forward)\s*:?\s+(?:(?:it|this|(?:this|the) article)\s+)?"
    r"(?:to|on|via|with)\b.{0,80}|"
    r"share\s*:.{0,80}|"
    r"scan\s+(?:the\s+)?(?:qr\s+)?code\s+(?:below\s+)?(?:and|to)\s+follow(?:\s+(?:us|our|the)\b.{0,40})?|"
    r".{0,40}公众号.{0,60}回复.{0,60}|返回(?:顶部|首页|列表)|分享(?:到|至)?(?::.*|.{0,20})|扫(?:一扫|码)?关注.{0,20}|点击(?:收藏|关注|查看更多)|收藏本页|查看更多|阅读全文"
)
DISCLAIMS = re.compile(
    r"""
    \ball\ rights\ reserved\b | ^\W*(?:copyright\s*(?:\(c\)|©|\d{4})|©)
  | \bicp(?:备|证|\s*(?:no|\d{6,}))
  | \bcontact\ (?:us|the\ (?:site|website|webmaster|editor|administrator))\b.{0,60}
       \b(?:delet|remov|infring|copyright|take\ it\ down)
  | \b(?:delet|remov|infring)\w*\b.{0,80}\bcontact\ (?:us|the\ (?:site|website|webmaster|editor))
  | \b(?:this|the)\ (?:article|text|content|information|picture|material)s?\b.{0,40}
       \b(?:is|are|was|were|comes?|came)\b.{0,30}\b(?:from|by)\b.{0,30}
       \b(?:internet|network|netizens?|web\ users?|websites?)\b
  | \b(?:this|the)\ (?:article|site|website|content)\b.{0,60}
       \b(?:does\ not|do\ not|doesn't|don't)\ (?:represent|constitute|reflect)
  | \bdownload\b.{0,40}\bapp\b.{0,30}\b(?:this|our)\ (?:web)?site\b
  | ^\W*end\ of\ (?:the\ )?(?:full\ |whole\ )?(?:text|article)\b | ^\W*全文完
  | \bindicate\ the\ source\b | \b(?:if\ there\ is\ any|in\ case\ of)\ infringement\b
  | \breprint(?:ing|ed)?\b.{0,30}\b(?:prohibited|permission|authori[sz]ed)\b
  | 转载.{0,8}(?:注明|标明|保留) | 如有侵权 | 侵权.{0,10}(?:删除|联系)
  | 联系.{0,12}(?:删除|处理) | 版权(?:归.{0,20}所有|所有)
  | 本文(?:章)?(?:来源于|来自|转载自|由.{1,20}(?:整理|发布|提供))
  | 本(?:文|站|网).{0,30}仅供参考 | 不代表本(?:站|网)
    """,
    re.VERBOSE,
)

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
    r"|edition|no\.)\s*:?\s*[a-z]?\d"
    r"|\b(?:posted|asked|updated|published|released)\s+(?:by\b|in\b|on\b|at\b|\d)"
    r"|\b(?:release|publishing|publication|posting|update|issu(?:e|ing))\s+(?:time|date)\b"
    r"|\b(?:source|validity)\s*:|\[(?:print|close)\]|\d\s+min(?:ute)?s?\s+(?:of\s+)?read"
    r"|\b(?:(?:item|question)\s+(?:code|number|no\.)|region|place|status|reward|category)\s*:?\s"
    r"|\b(?:text|pictures?|photos?|proof-?reading|\w+\s+in\s+charge)\s*:|\b(?:previous|next)\s+edition"
    r"|\b(?:reporter|correspondent|intern|editor|author|contributor|column)\b|\b\d{4}-\d\d?-\d\d?\b"
    r"|(?:阅读|浏览|点击|回复|点赞)[量数次]*\s*:?\s*\d|(?:提问|发布|更新|发表)时间|记者|通讯员|实习生"
    r"|(?:问题编号|地区|状态|悬赏|分类|发布|来源|作者)\s*:"
)
"""One of several pieces of such a line."""

TAIL_LINK = re.compile(
    r"""
    >> | » | (?:<<|«)(?!.*(?:>>|»)\s*\S)
  | continued\s+(?:on|from)\s+page\b | subscribe\s*(?::|to\s+(?:the|our)\b)
  | \W*(?:more|earlier|latest)\s+(?:dispatches|news|stories|posts|issues)\W*$
  | (?:more|next|prior|previous|past|former|later|following|earlier|read|see|hot|similar
       |neighbou?r\w*|expand\w*|extended|related|recommended|other\s+pages|\w+\s+recommended)\b
       (?:\s(?!(?:is|are|can|must|should)\b)[\w']+){0,5}\s*(?:[:»]|-?>)
  | (?:old\s+users|readers|everyone|others)\s+(?:is|are)\s+(?:also\s+)?(?:reading|watching|asking)
  | (?:ads?|advert\w*|commercial|sponsored|promotion)\s*[.:]\s
  | .*\b(?:
       download\s+our\s+app | long\s+press | book\s+a\s+consultation | click\s+(?:here|count)
     | scan(?:ning)?\b.{0,20}\bcode
     | (?:join|enter)\b.{0,40}\bgroup
     | (?:lawyers?|consultants?)\s+(?:are\s+)?online | free\s+consultation | consult\s+a\s+lawyer
     | will\s+call\s+(?:you\s+)?back | (?:answer|article|reply|post)\s+(?:\w+\s+)?(?:useful|helpful)
     | do\s+not\s+copy | (?:register|log\s+in|sign\s+in)\b.{0,30}\bto\s+(?:see|view|read|reply)
     | print\s+this\s+page | close\s+the\s+window | technical\s+support | best\s+viewed
     | (?:advertising|business)\s+(?:and\s+)?cooperation | cooperation\s+and\s+advertising
     | report\s+(?:clues|an\s+error) | news\s+clues? | watch\s+live | like\s+the\s+author
     | consult\s+now | download\s+the\s+app | open\s+vip | total\s+visits
     | give\b.{0,30}\ba\s+(?:like|thumbs?)
     | repl(?:y|ies)\s+needs?\s+(?:a\s+)?log-?in | micro-?signal
    )\b
  | about\s+the\s+author\s*: | (?:letters|write)\s+to\s*(?:us|the\s+\w+)?\s*:
  | (?:更多|热门|推荐|相关|同类|猜你|延伸|其他网友)[^。:>]{0,6}\s*(?:[:»]|-?>)
  | .*(?:有帮助吗|点赞|扫码|扫一扫|免费咨询|在线律师|点击(?:这里|此处)|加群|投稿|技术支持)
    """,
    re.VERBOSE,
)
"""At the end of a page, a line that leads elsewhere: to other pages, a group, a lawyer."""

TAIL_NOTICE = re.compile(
    r"""
    ^(?:statement|declaration)\s*:
  | \b(?:words|speech|opinions?|remarks|views?|contents?|articles?|texts?|posts?|pages?)\b.{0,60}
       \b(?:not\s+official|(?:express|represent)s?\s+only
       |only\s+(?:express|represent)|(?:not|don't|doesn't)\s+(?:represent|constitute|bear))
  | \b(?:site|website|net|network|forum|portal|platform|column|encyclopedia|author|speaker|editors?)
       \b.{0,40}\b(?:bears?\s+no|(?:not|don't|doesn't)\s+(?:bear|represent)|not\s+responsible
       |is\s+not\s+(?:an?\s+)?(?:official|department|government))
  | \brepresents?\b.{0,40}\bonly\b | \bcopyright\s+belongs\b
  | \breport\s+(?:illegal|bad)\s+information
  | \bnot\s+an?\s+(?:government|official)\s+(?:site|website)\b
  | \bnot\s+legal\s+advice\b | \bdoes\s+not\s+bear\s+(?:any\s+)?responsibility\b
  | \b(?:personal|private)\s+(?:views?|opinions?)\b
  | \bfor\s+reference\s+only\b | \b(?:is|are)\s+for\s+reference\b | \bfinal\s+interpretation\b
  | ^(?:cc|copied\s+to|抄送)\s*: | ^(?:disclosure\s+attribute|公开属性)\s*:
  | ^(?:attachments?|附件)\s*:.{0,80}(?:omitted|略)
  | 不代表 | 仅供参考 | 最终解释权
    """,
    re.VERBOSE,
)
"""At the end of a page, a line that says what the page does not answer for."""
