"""The wording of a stem: what makes an item guessable, ambiguous or dated, and what must not stand in a bank.

A small set, each with its reason in `check_list.CHECKS`; a person may always keep an item as it is.
"""

from __future__ import annotations

import re
import unicodedata

from liangcai.engines.item_files.items import CHOICES, ParsedItem
from liangcai.engines.item_files.text import bare

SHORTEST_STEM = 5
ABSOLUTE = re.compile(r"一定|绝对|所有的?|任何|永远|从不|毫无")
DOUBLE_NEGATION = re.compile(r"(?:不|非|没有?|无).{0,6}(?:不正确|不属于|不是|错误的|除外)")
NEGATIVE_QUESTION = re.compile(
    r"(?:(?:不正确|错误|有误)的(?:一项|选项|做法|说法)?|(?:不属于|不包括|不符合|不应|不宜|不得|不能|不是)[^，。；]{0,20})"
    r"(?:是|有|为)?[\s　]*[（(：:？?_]"
)
EMPHASISED = re.compile(
    r"〔粗[:：]|[【〖][^】〗]*(?:不|错|误|非)[^】〗]*[】〗]|[“「](?:不|错误|有误)[^”」]{0,4}[”」]|<(?:u|b|em|strong)>|\*\*"
)
DOUBLED = re.compile(r"([，。；：、？！])\1|(的|是|在|了)\2(?!确|士)")
BLANK = re.compile(r"_{2,}|＿{2,}|[（(][\s　]*[)）]|〔式\d+〕")
ASKS = re.compile(r"[？?：:]\s*$|(?:什么|哪些|哪种|哪一|几种|多少|何种)")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff]([,;:?!])|([,;:?!])[\u4e00-\u9fff]")
FULL_WIDTH_SIGNS = re.compile(r"[０-９Ａ-Ｚａ-ｚ]")
# Characters that simplified Chinese no longer uses in any word; a text holding one was converted badly.
TRADITIONAL = frozenset("國學習電機車開關門問題時間應對設備維護標準檢測壓閥軸鋼鐵銅鋁線網絡計術業經濟圖書無際動發質產廠員點過進連選適運達邊還這場壞聲"
                        "處實寫對將導層屬帶幣廣廢彈從復態慣慮懷戰戶擇擊據擴攝敗數斷晝暫會條極構槍樣機檔歸氣決沒況淨減測湯溝滅滾滿漸潤濕災為熱燈燒營爐牆"
                        "狀獨獲環現異當疊盡盤監確碼磚禮種稱穩窮筆範節約級細終組結給統絲緊綠維綱緣編緩縮績織繼續纖罰義聯職膠腦臟與興舊藝號術衝裝補複見規視"
                        "覺觀觸訂計訊訓記設許訴診評詞試該詳誤說調談請證識護譯變讓負貨責貴買費賣質賴購贈贏趨跡踐車軟較載輔輕輛輪輸轉辦農遠遲遷郵釋針釘"
                        "銳銷鋒錄錯鍋鍛鍵鎖鏡鏈鑄鑽長閃閉開閒間閘關陰陳陸陽際隨險隱雙雜離難電靈靜響頁項順須預領頭頻題額顏願類顯風飛飼餘餅館驗驅驟體魚鮮點齊齒龍")  # fmt: skip
IDENTITY_NUMBER = re.compile(r"(?<!\d)\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)")
MOBILE_NUMBER = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
NAMES_COMPANY = re.compile(r"[\u4e00-\u9fffA-Za-z]{2,12}(?:有限公司|股份公司|集团公司)")
DATED = re.compile(r"目前|最近几?年|近年来|今年|去年|现阶段|最新(?:的|版)?")

Faults = list[tuple[str, str]]


def wording_faults(item: ParsedItem) -> Faults:
    """(code, words) of everything found in the stem; an empty stem is found alone."""
    if not item.stem:
        return [("missing_stem", "题干是空的。")]
    return [*guessable(item), *unclear(item), *badly_set(item), *not_for_a_bank(item)]


def guessable(item: ParsedItem) -> Faults:
    found = ABSOLUTE.search(bare(item.stem)) if item.type == "true_false" else None
    return [("absolute_words", f"判断题含“{found[0]}”，容易猜出答案。")] if found else []


def unclear(item: ParsedItem) -> Faults:
    stem, found = bare(item.stem), []
    letters = len(plain_text(stem))
    if letters < SHORTEST_STEM and not item.pictures and not item.formulas and not item.tables:
        found.append(("short_stem", f"题干只有 {letters} 个字。"))
    if DOUBLE_NEGATION.search(stem):
        found.append(("double_negation", "题干有双重否定，容易误读。"))
    elif item.type in CHOICES and NEGATIVE_QUESTION.search(stem) and not EMPHASISED.search(item.stem):
        found.append(("negation_not_emphasised", "题干以否定方式提问，否定词没有突出，容易看漏。"))
    if item.type == "fill_blank" and not BLANK.search(stem):
        found.append(("no_blank", "填空题没有空格。"))
    if item.type in CHOICES and not BLANK.search(stem) and not ASKS.search(stem):
        found.append(("no_place_for_the_answer", "选择题的题干没有括号或空格，也不是问句，看不出所问。"))
    if dated := DATED.search(stem):
        found.append(("dated_wording", f"题干含“{dated[0]}”，所说的时间会过去。"))
    return found


def badly_set(item: ParsedItem) -> Faults:
    stem, found = bare(item.stem), []
    if doubled := DOUBLED.search(stem):
        found.append(("doubled_words", f"题干有重复的字或标点：“{doubled[0]}”。"))
    if stem.count("（") + stem.count("(") != stem.count("）") + stem.count(")"):
        found.append(("unpaired_brackets", "题干的括号不成对。"))
    if half := HALF_WIDTH.search(stem):
        found.append(("mixed_width", f"中文中用了半角标点“{half[1] or half[2]}”。"))
    elif full := FULL_WIDTH_SIGNS.search(stem):
        found.append(("mixed_width", f"字母或数字“{full[0]}”是全角。"))
    if old := sorted({letter for text in (stem, *item.options) for letter in text if letter in TRADITIONAL}):
        found.append(("traditional_characters", f"有繁体字：{'、'.join(old[:5])}。"))
    if "\ufffd" in stem or "锟斤拷" in stem:
        found.append(("garbled", "题干有乱码。"))
    return found


def not_for_a_bank(item: ParsedItem) -> Faults:
    """Numbers of persons and names of companies in any text of the item."""
    text, found = "\n".join(bare(text) for text in item.texts()), []
    if IDENTITY_NUMBER.search(text) or MOBILE_NUMBER.search(text):
        found.append(("personal_number", "含有像身份证号或手机号的数字，题库不得存放真实个人信息。"))
    if company := NAMES_COMPANY.search(text):
        found.append(("names_a_company", f"出现单位名称“{company[0]}”，可能指向真实单位。"))
    return found


def plain_text(text: str) -> str:
    """The letters and digits of a text; width and case do not count."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", bare(text))).lower() or text.strip()
