"""What lists of related articles, comments, notices and buttons say: patterns over folded text."""

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
_COMMENTS = r"""
    (?:(?:netizen|user|reader|visitor)s?'?|hot|latest|newest|recent|all|featured|popular|selected
       |wonderful)\s+comments?
  | comments?\s+(?:from|of|by)\s+(?:netizens|users|readers|visitors)
  | (?:网友|用户|读者|最新|全部|热门|精彩|精选)的?(?:评论|跟帖)
"""
COMMENTS = re.compile(
    rf"""
    (?:{_COMMENTS}
     | comments?\s+(?:area|section|list) | other\s+(?:(?:netizens'?|users'?)\s+)?answers?
     | 评论(?:区|列表) | 其[他它](?:网友|用户)?的?(?:回答|答案)
     | (?:comments?|评论|跟帖)(?=\s*(?:[(:]\s*)?\d))
       \s*(?:[(:]\s*)?(?:\d[\d,]*\s*)?条?
  | (?:(?:view|see)\s+)?(?:the\s+|all\s+)?(?:other\s+)?\d[\d,]*\s+(?:comments?|other\s+answers?)
  | 共?\s*\d+\s*条(?:评论|跟帖|其[他它]回答)
    """,
    re.VERBOSE,
)
"""Heads what readers wrote below an article."""
OPENS_LIST = re.compile(
    rf"""
    (?:related|recommended|recommend|suggested|hot|popular|latest|newest|recent|similar|more|other|
       featured|associated|relevant|wonderful|top|further|extended|random|adjacent)
       (?:\s+(?:related|hot|popular|recommended))?\s+{_THINGS}(?:\s+recommend\w*)?
  | (?:recommended|hot|popular)\s+(?:for\s+you|topics|spots|recommendations?|content|{_SOFT_THINGS})
  | you\s+(?:may|might|could|will)\s+(?:also\s+)?
       (?:like|love|enjoy|be\s+interested(?:\s+in)?|want\s+to\s+\w+)(?:\s+\w+)?
  | guess\s+(?:what\s+)?you\s+(?:like|love|want\w*|are\s+looking\s+for)(?:\s+(?:it|to\s+\w+))?
  | (?:people|readers|netizens|users|those)\s+who\s+\w+\s+(?:this|the)(?:\s+\w+)?\s+also\s+\w+
  | (?:(?:other\s+)?(?:people|readers|netizens|users|neighbou?rs)|others|everyone|everybody)\s+
       (?:(?:is|are)\s+)?also\s+\w+(?:\s+(?:at|for))?
  | everyone\s+is\s+(?:watching|reading|searching|looking\s+at)
  | also\s+in\s+this\s+(?:edition|issue|section)
  | (?:24|48)[\s-]hours?\s+hot\s+\w+ | hot\s+\w+\s+(?:in|of)\s+(?:the\s+\w+\s+)?24\s+hours
  | 24\s?小时(?:热|最热|新闻|要闻|排行).{{0,4}}
  | (?:{_COMMENTS}|messages?\s+(?:from|of|by)\s+(?:netizens|users|readers))(?:\s*\(\d+)?
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
    r"|(?<=[.!?。!?])\s*(?=(?:related articles|recommended reading|(?:previous|next) article"
    r"|相关文章|相关阅读|推荐阅读|[上下]一篇)\s*:)"
)
NEIGHBOUR = re.compile(
    r"(?:previous|prev|next|last)\s+(?:article|post|page|one|chapter|piece|item|issue)s?"
    r"\s*(?:[:>»]|$)"
    r"|(?:上|下)一(?:篇|页|条)(?:文章)?\s*(?:[:>»]|$)|(?:prev|previous)\s*[:»>]"
)
BULLETED_NEIGHBOUR = re.compile(
    r"(?:previous|prev|next|last)(?:\s+(?:article|post|page|one))?\s*[:>»]"
)

CONTENTS = re.compile(
    r"(?:article\s+)?(?:(?:table\s+of\s+)?contents?|catalog(?:ue)?|directory|outline)"
    r"(?:\s+of\s+(?:this|the)\s+\w+)?(?:\s*\[\s*(?:hide|show|toggle|close))?|(?:本文|文章)?目录"
)
"""Heads what repeats the headings of an article."""
COURTESY = re.compile(
    r"""
    (?:(?:i|we|xiaobian|the\s+editor)\s+)?(?:sincerely\s+)?hopes?\s+(?:that\s+)?
       (?:the|this|these|my|our|it|all)\b.{0,60}\bhelp(?:ful|s)?\b.{0,40}
  | (?:the\s+)?above(?:\s+content)?\s+(?:is|are)\s+(?:all\s+)?(?:the|my|our)\s+(?:\w+\s+){0,2}
       (?:answers?|repl(?:y|ies)|contents?|knowledge|introduction)\s+
       (?:of\s+(?:lawyer|xiaobian|the\s+editor|this\s+\w+)|for\s+you|to\s+your?|brought|shared
         |compiled|introduced|about|on)\b.{0,100}
  | (?:the\s+)?above\s+(?:is|are)\s+(?:what|the\s+(?:\w+\s+)?contents?\s+that)\b.{0,80}
       \b(?:for|to|with)\s+you\b.{0,80}
  | if\s+you\s+(?:still\s+|also\s+)?(?:have|need|want)\b.{0,60}
       \b(?:questions?|problems?|doubts?|help|information)\b.{0,60}
       \b(?:lawyers?|our\s+(?:web)?site|(?:our|online)\s+customer\s+service|leave\s+(?:us\s+)?a\s+message)\b.{0,60}
  | (?:legal\s+tips?\s*:\s*)?for\s+more\s.{0,80}
       \b(?:pay\s+attention\s+to|follow\s+us|click\s+(?:on\s+)?(?:the\s+consultation|below|here)
         |find\s+(?:a\s+)?law(?:yer)?\b|consult\s+(?:a\s+|our\s+)?(?:\w+\s+)?lawyers?).{0,60}
  | (?:hello|hi|dear)\b.{0,20}\b(?:glad|happy|pleased)\s+to\s+(?:answer|help)\b.{0,40}
  | if\s+your\s+(?:situation|case|problem)\s+is\b.{0,20}\bcomplicated\b.{0,80}
       \b(?:lawyers?|consult\w*)\b.{0,60}
  | 希望(?:以上|上述|我的|本文|这些|能|可以|对您|对你).{0,30}(?:帮助|帮到|有用).{0,10}
  | (?:以上|上述)(?:就)?是(?!指).{0,40}(?:内容|知识|介绍|解答|回答).{0,20}
  | 如(?:果)?[您你]?(?:还|仍)?(?:有|需要).{0,20}(?:问题|疑问|疑惑|帮助).{0,30}
       (?:律师|本站|我们|客服).{0,20}
  | (?:想了解)?更多.{0,30}(?:请关注|敬请关注|欢迎关注|请咨询.{0,6}律师).{0,20}
    """,
    re.VERBOSE,
)
"""A sentence that only takes leave: that it may help, and where to ask more."""
OTHER_PLACES = re.compile(
    r"other\s+(?:cities|regions|areas|provinces)|(?:其[他它]|周边)(?:城市|地区|省份)"
)
"""Heads links to the same article about other places."""
NOTICE = re.compile(
    r"(?:(?:copyright|special|legal|site|website|article|reprint)\s+(?:notice|statement|declaration)|disclaimer|"
    r"exemption\s+clause|版权(?:声明|说明|申明)|免责(?:声明|条款)|特别(?:声明|提示)|本站声明|声明)\s*(?::|$)"
)
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
_PAGES = (
    r"(?=\D{0,20}\d)(?=.*(?:\b(?:next|prev)|[上下]一页|[末尾]页))"
    r"(?:pages?|total|of|next|prev(?:ious)?|last|first|共|第|[上下]一页|[首末尾]?页|\d{1,3}|[][\s()<>«».…|:·-])+"
)
"""Of a text in several pages: "[1] [2] Next page"."""
_BACK = (
    r"(?:(?:back|return|go)\s+to\s+(?:the\s+)?(?:top|list|home(?:page)?)|返回(?:顶部|首页|列表))"
    r"(?:\s+(?:post\s+(?:a\s+)?new\s+\w+|quick\s+reply|发新帖|快速回复|回复))*"
)
BUTTON = re.compile(
    rf"{_PAGES}(?:quick\s+reply\s+)?(?:{_BACK})?|{_BACK}|"
    r"page\s+\d+\s+of\s+\d+\b.{0,60}|\w+(?:\s+#\w+)+|"
    r"(?:print|close|打印|关闭|收藏)(?:\s*[\]】]\s*[\[【]\s*(?:print|close|打印|关闭|收藏))+"
    r"[\]】]?(?:\s*(?:分享|share\b).*)?|"
    r"skip to (?:main )?content|powered\s+by\b.{0,40}|"
    r"(?:was|is|did)\s+this\b.{0,30}\b(?:helpful|useful|answer\s+your\s+question)\b[^.]{0,60}|"
    r"print(?:\s+this\s+page)?|(?:click\s+to\s+)?load\s+more(?:\s+comments)?|"
    r"a[+-]?(?:\s*(?:[|/]\s*)?a[+-]?){1,3}|\W*follow\s+us\b.{0,40}|"
    r"(?:the\s+)?comments?\s+(?:(?:area|section)\s+is|are)\s+closed\b(?:\W*\[.{0,120})?|"
    r".{0,60}\btranslated\s+(?:automatically|by\s+(?:a\s+)?machine)\b.{0,80}|"
    r"(?:posted|filed)\s+(?:on|in|under)\b[^.|]{1,80}\|.{0,200}|"
    r"(?:read\s+the\s+original|forward\s+to\s+friends|share|collect|like)"
    r"(?:\s*\]\s*\[\s*(?:read\s+the\s+original|forward\s+to\s+friends|share|collect|like))+|"
    r"reward\s+the\s+author\b.{0,60}|(?:click|tap)\s+(?:here\s+)?to\s+add\s+(?:customer\s+service|(?:the\s+|our\s+)?(?:editor|assistant))\b.{0,80}|"
    r".{0,60}\b(?:public\s+(?:account|number)|official\s+account)\b.{0,120}\breply\b.{0,100}|"
    r"(?:click\s+to\s+)?read\s+(?:more|the\s+full\s+text)|leave\s+a\s+(?:comment|reply|message)|close|"
    r"(?:the\s+|this\s+)?(?:post|thread|topic|reply)\s+(?:is|has\s+been)\s+"
    r"(?:closed|locked|folded|hidden|pinned|set\s+as\s+essence)\b.{0,40}|"
    r"(?:warm\s+(?:tips?|reminder)\s*:\s*)?(?:welcome\s+to\s+)?(?:please\s+)?add\s+(?:the|our)\s+(?:\w+\s+)?"
    r"(?:editor|customer service|assistant)\b.{0,80}|"
    r"(?:the\s+)?(?:satisfaction|adoption|acceptance)\s+rate\s+of\s+(?:this|the)\s+answer\b.{0,20}|"
    r".{0,60}\b\d[\d,]*\s+lawyers\s+(?:are\s+)?online\b.{0,40}|"
    r"collect(?:ion)?|favou?rites?|(?:share|forward)(?:\s+(?:this|the)(?:\s+\w+)?)?|"
    r"(?:share|forward)(?:\s*:)?\s+(?:(?:it|this|(?:this|the) article)\s+)?"
    r"(?:to|on|via|with)\b.{0,80}|"
    r"share\s*:.{0,80}|"
    r"scan\s+(?:the\s+)?(?:qr\s+)?code\s+(?:below\s+)?(?:and|to)\s+follow(?:\s+(?:us|our|the)\b.{0,40})?|"
    r".{0,80}(?:\badoption\s+rate|采纳率)\s*(?::\s*)?\d+\s?%\W{0,3}|"
    r"(?:the\s+)?end|report\s+(?:this|the)\s+(?:page|article|post|answer|content)|click\s+to\s+consult|"
    r".{0,40}\blawyers?\s+(?:will\s+)?(?:answer|reply|respond)\s+(?:with)?in\s+\d+\s+(?:minutes|seconds)|"
    r"(?:click|tap|press)\s+(?:on\s+)?the\s+blue\s+(?:words?|text|font)\b.{0,60}|"
    r"(?:press\s+and\s+hold|long[ -]press)\b.{0,100}\b(?:free|follow|group)\b.{0,40}|"
    r"open\s+(?:it\s+in\s+)?(?:the|our)\s+app\s+(?:to|and)\s+(?:read|view|see|continue)\b.{0,40}|"
    r"(?:click\s+to\s+)?expand\s+(?:the\s+)?(?:full\s+text|all|more)|remaining\s+\d+\s?%.{0,40}|"
    r"(?:正文)?完|举报(?:本页|文章)?|点击(?:上方|下方|上面|下面)?蓝[色字].{0,20}|长按.{0,20}(?:关注|免费|进群|入群).{0,10}|"
    r"(?:点击)?展开(?:全文|全部|更多)|(?:剩余|还有)\d+%.{0,10}|打开app(?:阅读|查看|看).{0,10}|"
    r"(?:this\s+document\s+is\s+)?(?:publicly|actively)\s+disclosed|此件.{0,5}(?:公开|发布)|"
    r"(?:我要)?纠错|字[体号]\s*:[][\s大中小|]+|(?:打印|关闭|收藏)(?:本页|此页|本文|窗口|页面)(?:[][\s|]+"
    r"(?:打印|关闭|收藏|返回)(?:本页|此页|本文|窗口|页面|顶部))*|"
    r"(?=.*(?:帮助|[赞踩]过))(?:(?:对[我您你])?(?:有|没有?)帮助|已[赞踩]过|[\s\d()|])+|"
    r".{0,6}点(?:个|下|击)?\W{0,2}在看.{0,20}|"
    r".{0,40}公众号.{0,60}回复.{0,60}|分享(?:到|至)?(?::.*|.{0,20})|扫(?:一扫|码)?关注.{0,20}|点击(?:收藏|关注|查看更多)|收藏本页|查看更多|阅读全文"
)
_COPYRIGHT = r"\bcopyright\s+belongs\b"
DISCLAIMS = re.compile(
    rf"""
    \ball\ rights\ reserved\b | ^\W*(?:copyright\s*(?:\(c\)|©|\d{{4}})|©) | ©\s?(?:19|20)\d\d
  | {_COPYRIGHT}
  | \bicp(?:备|证|\s*(?:no|\d{{6,}}))
  | \bcontact\ (?:us|the\ (?:site|website|webmaster|editor|administrator))\b.{{0,60}}
       \b(?:delet|remov|infring|copyright|take\ it\ down)
  | \b(?:delet|remov|infring)\w*\b.{{0,80}}\bcontact\ (?:us|the\ (?:site|website|webmaster|editor))
  | \b(?:this|the)\ (?:article|text|content|information|picture|material)s?\b.{{0,40}}
       \b(?:is|are|was|were|comes?|came)\b.{{0,30}}\b(?:from|by)\b.{{0,30}}
       \b(?:internet|network|netizens?|web\ users?|websites?)\b
  | \b(?:this|the)\ (?:article|site|website|content)\b.{{0,60}}
       \b(?:does\ not|do\ not|doesn't|don't)\ (?:represent|constitute|reflect)
  | \bdownload\b.{{0,40}}\bapp\b.{{0,30}}\b(?:this|our)\ (?:web)?site\b
  | ^\W*end\ of\ (?:the\ )?(?:full\ |whole\ )?(?:text|article)\b | ^\W*全文完
  | \bindicate\ the\ source\b | \b(?:if\ there\ is\ any|in\ case\ of)\ infringement\b
  | \breprint(?:ing|ed)?\b.{{0,30}}\b(?:prohibited|permission|authori[sz]ed)\b
  | 转载.{{0,8}}(?:注明|标明|保留) | 如有侵权 | 侵权.{{0,10}}(?:删除|联系)
  | 联系.{{0,12}}(?:删除|处理) | 如(?:有|涉及).{{0,16}}(?:侵权|版权|知识产权).{{0,20}}联系
  | 版权(?:归.{{0,20}}所有|所有)
  | 本文(?:章)?(?:来源于|来自|转载自|由.{{1,20}}(?:整理|发布|提供))
  | 本(?:文|站|网).{{0,30}}仅供参考 | 不代表本(?:站|网)
    """,
    re.VERBOSE,
)

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
     | (?:lawyers?|consultants?)\s+(?:are\s+)?online | online\s+lawyers?
     | free\s+consultation | consult\s+a\s+lawyer
     | will\s+call\s+(?:you\s+)?back | (?:answer|article|reply|post)\s+(?:\w+\s+)?(?:useful|helpful)
     | do\s+not\s+copy | (?:register|log\s+in|sign\s+in)\b.{0,30}\bto\s+(?:see|view|read|reply)
     | print\s+this\s+page | close\s+the\s+window | technical\s+support | best\s+viewed
     | (?:advertising|business)\s+(?:and\s+)?cooperation | cooperation\s+and\s+advertising
     | report\s+(?:clues|an\s+error) | news\s+clues? | watch\s+live | like\s+the\s+author
     | consult\s+now | download\s+the\s+app | open\s+vip | total\s+visits
     | give\b.{0,30}\ba\s+(?:like|thumbs?)
     | repl(?:y|ies)\s+needs?\s+(?:a\s+)?log-?in | micro-?signal
    )\b
  | open\s+(?:the\s+)?app\W*$ | 打开app\W*$
  | about\s+the\s+author\s*: | (?:letters|write)\s+to\s*(?:us|the\s+\w+)?\s*:
  | (?:更多|热门|推荐|相关|同类|猜你|延伸|其他网友)[^。:>]{0,6}\s*(?:[:»]|-?>)
  | .*(?:有帮助吗|点赞|扫码|扫一扫|免费咨询|在线律师|律师在线|点击(?:这里|此处)|加群|投稿|技术支持)
    """,
    re.VERBOSE,
)
"""At the end of a page, a line that leads elsewhere: to other pages, a group, a lawyer."""

TAIL_NOTICE = re.compile(
    rf"""
    ^(?:statement|declaration)\s*:
  | \b(?:words|speech|opinions?|remarks|views?|contents?|articles?|texts?|posts?|pages?)\b.{{0,60}}
       \b(?:not\s+official|(?:express|represent)s?\s+only
       |only\s+(?:express|represent)|(?:not|don't|doesn't)\s+(?:represent|constitute|bear))
  | \b(?:site|website|net|network|forum|portal|platform|column|encyclopedia|author|speaker|editors?)
       \b.{{0,40}}\b(?:bears?\s+no|(?:not|don't|doesn't)\s+(?:bear|represent)|not\s+responsible
       |is\s+not\s+(?:an?\s+)?(?:official|department|government))
  | \brepresents?\b.{{0,40}}\bonly\b | {_COPYRIGHT}
  | \breport\s+(?:illegal|bad)\s+information
  | \bnot\s+an?\s+(?:government|official)\s+(?:site|website)\b
  | \bnot\s+legal\s+advice\b | \bdoes\s+not\s+bear\s+(?:any\s+)?responsibility\b
  | \b(?:personal|private)\s+(?:views?|opinions?)\b
  | \bfor\s+reference\s+only\b | \b(?:is|are)\s+for\s+reference\b | \bfinal\s+interpretation\b
  | ^(?:cc|copied\s+to|抄送)\s*: | ^(?:disclosure\s+attribute|公开属性)\s*:
  | ^(?:attachments?|附件)\s*:.{{0,80}}(?:omitted|none|略|无$)
  | 不代表 | 仅供参考 | 最终解释权
    """,
    re.VERBOSE,
)
"""At the end of a page, a line that says what the page does not answer for."""
