"""The words with which web pages label what is not the article, in English and Chinese."""

from __future__ import annotations

import re

_I = re.IGNORECASE

HAN = re.compile(r"[\u4e00-\u9fff]")

RELATED = re.compile(
    r"""[-–—*•·\[【(（☞>»\s]*(?:
      (?:related|recommended|recommend|relevant|popular|hot|latest|newest|recent|similar|featured
        |trending|top|more|further|other|suggested|extended)
      \s+(?:articles?|readings?|posts?|news|stories|questions?|topics?|links?|recommendations?|pages?
        |searche?s?|entries|q\s?&\s?a|downloads?|jobs?|vacancies|positions)
     |(?:most|more)\s+(?:read|viewed|popular|clicked|commented|shared)(?:\s+(?:articles?|posts?))?
     |(?:more\s+)?recommend(?:ed|ations)(?:\s+for\s+you)?|more\s+(?:from|on)\s+this\s+(?:site|topic)
     |(?:guess|maybe)\s+(?:what\s+)?you\s*(?:'ll|\s+will|\s+may|\s+might)?\s+like(?:\s+it)?
     |(?:you|people|others|users|readers)\s+(?:may|might|also|who\s+read\s+this)\s[\w\s]{0,20}?
        (?:like|ask(?:ed)?|read|interested\s+in|view(?:ed)?|search(?:ed)?(?:\s+for)?)
     |what\s+(?:others|people|everyone)\s+(?:are|is)\s+(?:reading|asking|searching)
     |(?:everyone|people|they|users)\s+(?:is|are)\s+(?:asking|reading|searching)
     |see\s+also|read\s+(?:also|more|next)|also\s+read|up\s+next|don'?t\s+miss|editor'?s?\s+(?:picks?|choice)
     |hot\s*spots?|hot\s+(?:recommendations?|search(?:es)?)|tags?|hot\s+tags|friend(?:ly|ship)?\s+links?
     |相关(?:的)?(?:阅读|文章|推荐|新闻|链接|资讯|内容|问答|问题|搜索|专题|信息|帖子|话题|知识)
     |(?:热门|最新|精彩|推荐|随机|热点|本周|本月|今日|更多|精选|相似|同类|图文)
      (?:的)?(?:推荐|文章|阅读|资讯|新闻|内容|标签|专题|搜索|话题|排行|问答|问题|发布|评论|热门|热点|知识)榜?
     |(?:猜|你|您)(?:你|您)?(?:可能|也许)?(?:还|也)?(?:会)?(?:喜欢|感兴趣)(?:的|的内容|的文章)?
     |猜(?:你|您)(?:想看|想问|想找)|大家(?:都|还|也)?在?(?:看|搜|问|关注)
     |(?:为|给)(?:你|您)(?:推荐|精选)|看过(?:本文|此文)的(?:人)?还(?:看|喜欢)了?|看了又看
     |(?:编辑|本站|站长|小编|栏目|频道)(?:推荐|精选)|(?:延伸|拓展|扩展|推荐|继续|关联)阅读
     |(?:点击|阅读|浏览|文章|热文|热门)排行(?:榜)?|热文(?:推荐|排行)?|友情链接|热搜|推荐
     |标签
    )(?:\s*(?:for\s+you|more|更多))?[\s\]】)）:：>».…]*""",
    _I | re.VERBOSE,
)
"""A whole heading over a list of other articles."""

COMMENTS = re.compile(
    r"""(?:comments?(?:\s*\(\d+\))?|(?:leave|post|write)\s+a\s+(?:comment|reply)|\d+\s+(?:comments?|replies)
     |(?:latest|hot|user|all|readers?'?s?|netizens?'?)\s+comments?|join\s+the\s+(?:discussion|conversation)
     |(?:网友|用户|最新|热门|全部|文章|精彩|读者)?(?:评论|留言)(?:\s*[(（]\d+[)）])?|(?:发表|我要|写)评论
     )[\s:：]*""",
    _I | re.VERBOSE,
)
"""A whole heading over what readers wrote."""

STRONG_JUNK_LINE = re.compile(
    r"""[-–—*•·\[【(（☞<>«»←→^↑|\s]*(?:
      (?:the\s+)?(?:previous|next|prev|last)(?:\s+(?:article|post|one|page|chapter|story|piece|news))?\s*[:：].*
     |(?:previous|next|prev)\s+(?:article|post|page|story)
     |(?:上|下)一?(?:篇|页|条|章|则)(?:文章|新闻)?\s*(?:[:：].*)?
     |(?:back|return|go)\s+to\s+(?:the\s+)?(?:top|home\s?page|list|home)|返回(?:顶部|首页|列表|上一页)|回到?顶部
     |skip\s+(?:to\s+)?(?:the\s+)?(?:main\s+)?(?:content|navigation)|jump\s+to\s+(?:main\s+)?content
     |(?:this\s+(?:web\s?)?site|we)\s+uses?\s+cookies?\b.*|本(?:网)?站使用\s*cookies?.*
     |(?:sign\s+up|subscribe)\s+(?:to|for)\s+(?:our|the)\s+(?:\w+\s+){0,3}(?:newsletter|mailing\s+list)\b.*
     |(?:advertisements?|advert|ads?|sponsored(?:\s+content|\s+by\b.*)?|promotion|广告|推广|赞助内容)
        (?:\s*[:：].*)?
     |(?:all|some)\s+rights\s+reserved\b.*|(?:copyright\s*)?(?:©|\(c\)|&copy;)\s*(?:copyright)?.{0,120}
     |copyright\s+(?:notice\s*[:：].*|\d{4}.{0,120})|版权所有.{0,120}|版权(?:声明|归).{0,300}
     |.{0,40}icp\s*备\s*\d+.{0,40}|.{0,10}公网安备.{0,40}|(?:\w+\s)?icp\s+(?:no\.?\s*)?\d+\S*
     |(?:免责声明|特别声明|郑重声明|声明)\s*[:：].{0,600}|disclaimer\s*[:：].{0,800}
     |(?:share\s+(?:this|it|on|to|with)|share|分享到?|分享至|转发|收藏|点赞|举报|打印(?:本页)?|关闭(?:窗口|本页)?)
        (?:\s*[:：]?\s*(?:article|page|post|story|weibo|wechat|qq|qzone|moments|friends|facebook|twitter|x
          |linkedin|whatsapp|telegram|email|pinterest|微博|微信|朋友圈|空间|好友|新浪|腾讯|豆瓣|贴吧|[:,，、|/\s])+)?
     |print(?:\s+this)?(?:\s+(?:page|article))?|close(?:\s+window)?|report\s+(?:abuse|error)|add\s+to\s+favou?rites
     |(?:font(?:\s+size)?|字体|字号)\s*[:：].{0,30}|(?:click|view|read|page\s?view)s?\s*[:：]?\s*\d+(?:\s+times)?
     |(?:浏览|阅读|点击|访问|人气)(?:次数|量|数)?\s*[:：]?\s*\d+次?
     |(?:责任编辑|责编|编辑|校对|审核|编审|记者|(?:responsible\s+)?editor(?:\s+in\s+charge)?)\s*[:：].{0,30}
     |(?:tags?|keywords?|labels?|标签|关键词|关键字)\s*[:：].{0,120}
     |loading(?:\s*\.+|…)?|read\s+more|show\s+more|load\s+more|view\s+(?:more|all)|more\s*[>»]+
     |(?:点击)?(?:查看|加载|阅读|展开)(?:更多|全文|全部)|更多\s*[>»]*|展开|收起
     |(?:current|your)\s+(?:position|location)\s*[:：].{0,200}|location\s*:[^>»›]{1,60}[>»›].{0,200}|you\s+are\s+here\s*[:：].{0,200}
     |(?:您|你)?(?:现在|当前)?(?:的|所在)?(?:当前)?位置\s*[:：].{0,100}
     |(?:login|log\s?in|register|sign\s?(?:up|in)|home|登录|注册|首页|login\s+register)
     |(?:leave\s+a\s+(?:comment|reply)|post\s+a?\s*comment|发表评论|我要评论|写评论|提交评论)
     |(?:please\s+)?enable\s+javascript\b.*
     |(?:您好|hello|hi)?[,，!！\s]*(?:欢迎(?:来到|光临|访问|您)|welcome\s+to\b).{0,60}
    )[\s\]】)）>»|.…]*""",
    _I | re.VERBOSE,
)
"""A whole line that belongs to the page and not to the article."""

EDGE_JUNK_LINE = re.compile(
    r"""(?:
      (?:please\s+)?scan\s+the\s+(?:qr\s+)?code\b.*follow\b.*|(?:扫码|扫一扫|扫描二维码|长按).{0,20}关注.*
     |follow\s+(?:us|our|the\s+official\s+account)\b.*|关注(?:我们|公众号|微信公众号).*
     |(?:source|author|published(?:\s+on)?|publish(?:ed)?\s+time|release\s+(?:time|date)|posted(?:\s+on)?|date|updated
        |editor|by)\s*[:：].{0,120}
     |(?:来源|作者|发布时间|发布日期|更新时间|时间|日期|发布者|文章来源|信息来源)\s*[:：].{0,80}
     |\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?(?:\s*(?:来源|source|作者|author|编辑|editor|浏览|views?|by)\b.{0,60})?
     |(?:original\s+(?:link|title|author)|本文(?:链接|地址|来源|来自|由)|转载(?:请|自)|原文(?:链接|地址)?).{0,200}
     |(?:the\s+)?(?:above|this)\s+(?:content|article|information)\s+(?:comes?|is)\s+(?:collected\s+)?from\s+the\s+(?:inter)?net(?:work)?\b.*
     |(?:content|articles?|information)\s+on\s+this\s+(?:web)?site\s+.{0,40}(?:internet|reference)\b.*
     |complaints?\s+(?:and|&)\s+suggestions?\s*[:：].*|(?:about|contact)\s+us|关于我们|联系我们|网站地图|site\s?map
     |privacy(?:\s+policy)?|terms(?:\s+of\s+(?:use|service))?|隐私政策|用户协议|was\s+this\s+(?:article|page|answer)?\s*helpful\b.*
     |(?:thumbs\s+up|like|likes?|useful|helpful|有用|没用|赞|踩)\s*[(（]?\s*\d*\s*[)）]?
    )""",
    _I | re.VERBOSE,
)
"""A whole line that belongs to the page when it stands before the article's first or after its last
paragraph; elsewhere it may be a step of a procedure."""

SENTENCE_END = re.compile(r"[.。!！;；:：)）”\"][\s)）”’\"]*$")
"""A question mark is left out: other articles' titles are questions."""

NEIGHBOUR = re.compile(
    r"[-–—•·<>«»←→|\s]*(?:(?:previous|next|prev)\s+(?:article|post|page|story|one)|[上下]一(?:篇|条|则)(?:文章)?)[\s:：]*",
    _I,
)
"""A label whose next line is the title of the neighbouring article."""

TEASER = re.compile(
    r"""[\W_]*(?:see\s+also|read\s+(?:more|also|next)|also\s+read|jump\s+to|related(?:\s+\w+)?|recommended(?:\s+\w+)?
      |more|further\s+reading|contents|click\s+to\s+(?:view|read)|相关\w{0,4}|推荐\w{0,4}|延伸阅读|拓展阅读|更多\w{0,4}|点击\w{0,4})
      \s*[:：>»].*""",
    _I | re.VERBOSE,
)
"""A line that sends the reader to other pages, if it holds a link."""
