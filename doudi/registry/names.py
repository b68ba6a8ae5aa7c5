"""姓名: the pinyin key by which Chinese names sort, and the plain writing by which they are found."""

import re
import unicodedata
from functools import cache

from pypinyin import lazy_pinyin

# Readings that a surname has and the plain character has not.
_READ = "单 shan,曾 zeng,解 xie,仇 qiu,区 ou,查 zha,盖 ge,任 ren,朴 piao,华 hua,纪 ji,翟 zhai,尉迟 yu chi,万俟 mo qi"
_DOTS = re.compile("[•・‧∙･⋅.·]")
SURNAMES = dict(entry.split(" ", 1) for entry in _READ.split(","))
_TWO = "欧阳,司马,上官,诸葛,尉迟,万俟,闻人,夏侯,皇甫,令狐,慕容,司徒,司空,长孙,宇文,钟离,东方,公孙,轩辕,端木,独孤,南宫,呼延,赫连,澹台,淳于"
COMPOUND = tuple(_TWO.split(","))
# One way of writing a character for another: older forms that stand on papers, traditional ones, and the plain one that people type.
_WRITTEN = """
髙高 峯峰 昇升 喆哲 堃坤 甯宁 邨村 𠮷吉 徳德 徸德 濬浚 滙汇 彙汇 煇辉 輝辉 暉晖 㬎显 顯显 艷艳 豔艳 艶艳 雲云 華华 國国 囯国 偉伟 強强 彊强 軍军 蘭兰 飛飞
鳳凤 龍龙 東东 長长 陳陈 張张 劉刘 楊杨 趙赵 孫孙 吳吴 呉吴 黃黄 馬马 許许 鄧邓 馮冯 韓韩 蔣蒋 葉叶 蘇苏 蘓苏 盧卢 賈贾 閻阎 閆阎 闫阎 鍾钟 鐘钟 譚谭 陸陆
範范 賀贺 龔龚 萬万 錢钱 嚴严 羅罗 鄭郑 謝谢 蕭肖 萧肖 溫温 顏颜 顔颜 鄒邹 聶聂 齊齐 喬乔 賴赖 莊庄 關关 紀纪 單单 區区 歐欧 陽阳 寧宁 寕宁 樂乐 愛爱 寶宝
寳宝 貴贵 賢贤 義义 禮礼 儀仪 麗丽 潔洁 靜静 靑青 瓊琼 珮佩 慶庆 壽寿 榮荣 業业 開开 來来 會会 學学 興兴 廣广 進进 遠远 達达 連连 運运 書书 畫画 詩诗 詠咏
誠诚 謙谦 諾诺 憲宪 應应 恆恒 懷怀 憶忆 戰战 撫抚 揚扬 暢畅 曉晓 暁晓 棟栋 樺桦 橋桥 權权 歡欢 歲岁 淨净 潤润 澤泽 濤涛 漢汉 灝灏 為为 爲为 煒炜 燁烨 爍烁
瑋玮 瑤瑶 璽玺 環环 瑩莹 畢毕 異异 發发 監监 盡尽 穎颖 頴颖 穀谷 積积 稱称 競竞 筆笔 簡简 純纯 紅红 紋纹 細细 紹绍 絲丝 綠绿 維维 綱纲 緒绪 緯纬 縣县 總总
績绩 繼继 續续 聖圣 聰聪 聲声 肅肃 膽胆 臨临 蓮莲 薔蔷 藝艺 藍蓝 蘊蕴 衛卫 袞衮 裏里 覺觉 親亲 觀观 貝贝 財财 贇赟 軒轩 輔辅 輕轻 邁迈 鄉乡 釗钊 鈞钧 鈺钰
銀银 銘铭 銳锐 鋒锋 錦锦 鋼钢 錄录 鏡镜 鐵铁 鑑鉴 鑒鉴 閔闵 闊阔 陰阴 隨随 難难 霽霁 韋韦 順顺 須须 項项 頌颂 頓顿 頡颉 風风 駿骏 騰腾 驥骥 驍骁 魯鲁 鮑鲍
鴻鸿 鵬鹏 鶴鹤 鷹鹰 麥麦 點点 黨党 淸清 淥渌 內内 冊册 凈净 剛刚 勁劲 勝胜 務务 勛勋 勳勋 勲勋 協协 卻却 參参 叢丛 啓启 啟启 員员 唸念 圓圆 堅坚 堯尧 墻墙
壯壮 奮奋 婭娅 媧娲 嫻娴 孌娈 實实 寫写 將将 對对 導导 屆届 嶽岳 嶺岭 帥帅 師师 幹干 庫库 彥彦 彔录 徹彻 恵惠 悅悦 憐怜 敎教 斂敛 旣既 昻昂 晉晋 晧皓 皜皓
時时
"""
VARIANTS = {pair[0]: pair[1] for pair in _WRITTEN.split()}
_PLAIN = str.maketrans(VARIANTS)


def name_key(name: str) -> str:
    """`shan xiao ming` for 单小明: sorts as people expect without the database knowing Chinese."""
    surname = name[:2] if name[:2] in SURNAMES else name[:1]
    return " ".join(part for part in (SURNAMES.get(surname, _sound(surname)), *map(_sound, name[len(surname) :])) if part)[:160]


def spelt(name: str) -> str:
    """One spelling of a name: without blanks, with one kind of middle dot. The register keeps names so, and departments' are read so."""
    return _DOTS.sub("·", "".join(name.split()))


def hidden(name: str) -> str:
    """A name that is not everybody's business: the family name, and as many stars as there are characters more."""
    return name[:1] + "＊" * (len(name) - 1)


def plain(name: str) -> str:
    """A name as people type it: compatibility forms and variant characters made plain, capitals small, dots and blanks left out."""
    return _DOTS.sub("", "".join(unicodedata.normalize("NFKC", name).split())).translate(_PLAIN).lower()


@cache
def _sound(character: str) -> str:
    return " ".join(lazy_pinyin(character))
