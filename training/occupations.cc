#include "training/occupations.h"

#include <algorithm>
#include <array>
#include <string>
#include <tuple>

#include "training/cell_text.h"

namespace xueshi::training {
namespace {

/// In the appendix's order.
constexpr std::array<Occupation, 207> kOccupations{{
    {"汽车维修工", 'A'},
    {"新能源汽车维修工", 'A'},
    {"焊工", 'A'},
    {"车工", 'A'},
    {"铸造工", 'A'},
    {"锻造工", 'A'},
    {"磨工", 'A'},
    {"汽车生产线操作工", 'A'},
    {"电梯装配调试工", 'A'},
    {"炼钢工", 'A'},
    {"高炉炼铁工", 'A'},
    {"金属轧制工", 'A'},
    {"污水处理工", 'A'},
    {"光伏发电运维值班员", 'A'},
    {"变配电运行值班员", 'A'},
    {"电子设备装接工", 'A'},
    {"铣工", 'A'},
    {"电工", 'A'},
    {"仪器仪表维修工", 'A'},
    {"陶瓷制品制造人员", 'A'},
    {"健康管理师", 'A'},
    {"家禽繁殖员", 'B'},
    {"家畜繁殖员", 'B'},
    {"中药药剂员", 'B'},
    {"农艺工", 'B'},
    {"农机驾驶操作员", 'B'},
    {"农机修理工", 'B'},
    {"农业技术员", 'B'},
    {"美容师", 'B'},
    {"美发师", 'B'},
    {"中式烹调师", 'B'},
    {"中式面点师", 'B'},
    {"西式烹调师", 'B'},
    {"茶艺师", 'B'},
    {"工艺美术品制造人员", 'B'},
    {"半导体芯片制造工", 'B'},
    {"电子元件制造人员", 'B'},
    {"智能制造工程技术人员", 'B'},
    {"增材制造工程技术人员", 'B'},
    {"消防设施操作员", 'B'},
    {"消防员", 'B'},
    {"消防安全管理员", 'B'},
    {"公路养护工", 'B'},
    {"筑路工", 'B'},
    {"防水工", 'B'},
    {"管道工", 'B'},
    {"混凝土工", 'B'},
    {"架子工", 'B'},
    {"锁具修理工", 'B'},
    {"木模板工", 'B'},
    {"手工木工", 'B'},
    {"起重装卸机械操作工", 'B'},
    {"推土机司机", 'B'},
    {"土石方挖掘机司机", 'B'},
    {"铲运机司机", 'B'},
    {"装载机司机", 'B'},
    {"打桩工", 'B'},
    {"砌筑工", 'B'},
    {"钢筋工", 'B'},
    {"装饰装修工", 'B'},
    {"古建筑工", 'B'},
    {"家用电器产品维修工", 'B'},
    {"商业摄影师", 'B'},
    {"计算机维修工", 'B'},
    {"电子商务师", 'B'},
    {"人工智能训练师", 'B'},
    {"矿山安全设备监测检修工", 'B'},
    {"安全员", 'B'},
    {"工业机器人系统操作员", 'B'},
    {"供用电工程技术人员", 'C'},
    {"西式面点师", 'C'},
    {"制冷工", 'C'},
    {"电气电子产品环保检测员", 'C'},
    {"保安员", 'C'},
    {"安检员", 'C'},
    {"物业管理师", 'C'},
    {"秘书", 'C'},
    {"快递员", 'C'},
    {"快件处理员", 'C'},
    {"电切削工", 'C'},
    {"冲压工", 'C'},
    {"服装制版师", 'C'},
    {"裁剪工", 'C'},
    {"缝纫工", 'C'},
    {"讲解员", 'C'},
    {"智能楼宇管理员", 'C'},
    {"直播销售员", 'C'},
    {"网络信息审核员", 'C'},
    {"数据标注员", 'C'},
    {"信息安全测试员", 'C'},
    {"工业机器人系统运维员", 'C'},
    {"行政事务处理人员", 'C'},
    {"呼叫中心服务员", 'C'},
    {"网约配送员", 'C'},
    {"无人机测绘操控员", 'C'},
    {"矿井开掘工", 'C'},
    {"井下采矿工", 'C'},
    {"井下支护工", 'C'},
    {"矿井通风工", 'C'},
    {"矿山安全防护工", 'C'},
    {"物流服务师", 'C'},
    {"导游", 'C'},
    {"休闲农业服务员", 'C'},
    {"炼焦工", 'C'},
    {"印刷人员", 'C'},
    {"客房服务员", 'C'},
    {"餐厅服务员", 'C'},
    {"养老护理员", 'C'},
    {"医疗护理员", 'C'},
    {"育婴员", 'C'},
    {"保健按摩师", 'C'},
    {"保健调理师", 'C'},
    {"插花花艺师", 'C'},
    {"商品营业员", 'C'},
    {"保育师", 'C'},
    {"保洁员", 'C'},
    {"家政服务员", 'C'},
    {"母婴护理员", 'C'},
    {"整理收纳师", 'C'},
    {"果树栽培工", 'C'},
    {"蔬菜栽培工", 'C'},
    {"食用菌生产工", 'C'},
    {"茶叶加工工", 'C'},
    {"白酒酿造工", 'C'},
    {"豆制品制作工", 'C'},
    {"果蔬坚果加工工", 'C'},
    {"家禽饲养员", 'C'},
    {"家畜饲养员", 'C'},
    {"中药材种植员", 'C'},
    {"护林员", 'C'},
    {"化学检验员", 'C'},
    {"质检员", 'C'},
    {"企业人力资源管理师", 'C'},
    {"劳动关系协调师", 'C'},
    {"公共营养师", 'C'},
    {"保卫管理员", 'C'},
    {"园林绿化工", 'C'},
    {"社会体育指导员", 'C'},
    {"仓储管理员", 'D'},
    {"理货员", 'D'},
    {"商业收银", 'D'},
    {"苹果树修剪", 'D'},
    {"梨树修剪", 'D'},
    {"枣树修剪", 'D'},
    {"核桃树修剪", 'D'},
    {"樱桃树修剪", 'D'},
    {"玉米种植", 'D'},
    {"马铃薯栽培", 'D'},
    {"花卉栽培", 'D'},
    {"葡萄树栽培", 'D'},
    {"平菇栽培", 'D'},
    {"林木栽培", 'D'},
    {"手工编织", 'D'},
    {"藤器编织", 'D'},
    {"剪纸", 'D'},
    {"刺绣品制作", 'D'},
    {"服装缝纫", 'D'},
    {"烧饼制作", 'D'},
    {"面塑制作", 'D'},
    {"陶艺成型", 'D'},
    {"塑料注塑", 'D'},
    {"刀削面制作", 'D'},
    {"家庭保洁", 'D'},
    {"连翘种植", 'D'},
    {"刀拨面制作", 'D'},
    {"客房保洁", 'D'},
    {"连翘茶加工", 'D'},
    {"抿尖面制作", 'D'},
    {"家庭水暖维修", 'D'},
    {"大棚蔬菜种植", 'D'},
    {"大盘菜制作", 'D'},
    {"技术护理", 'D'},
    {"食用菌栽培", 'D'},
    {"面包烘焙", 'D'},
    {"生活照料", 'D'},
    {"生猪繁育", 'D'},
    {"病患陪护", 'D'},
    {"小杂粮种植", 'D'},
    {"锁具解码", 'D'},
    {"锁具开启", 'D'},
    {"手工粗布制作技艺", 'D'},
    {"园艺修剪", 'D'},
    {"护林巡护", 'D'},
    {"证帐凭证填制", 'D'},
    {"公共区域保洁", 'D'},
    {"足部按摩", 'D'},
    {"乡村道路维护", 'D'},
    {"无痛美容刮痧", 'D'},
    {"经络刮痧排淤", 'D'},
    {"艾灸养生指导", 'D'},
    {"经络擀筋锤振松筋推拿", 'D'},
    {"霍州年馍", 'D'},
    {"电子线圈检测", 'D'},
    {"标牌制作", 'D'},
    {"混凝土泵接管", 'D'},
    {"大棚建造", 'D'},
    {"食品雕刻", 'D'},
    {"家具组装", 'D'},
    {"家具喷涂", 'D'},
    {"家具砂磨", 'D'},
    {"灰土回填", 'D'},
    {"墙面刷涂", 'D'},
    {"室内瓷砖铺贴", 'D'},
    {"汽车综合检测与诊断技术", 'D'},
    {"汽车美容", 'D'},
    {"光纤到户安装调试", 'D'},
    {"无线局域网测试", 'D'},
}};

/// How many characters must be inserted, dropped or replaced to make one of the other (Levenshtein).
std::size_t distance(std::u32string_view a, std::u32string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

/// The longest run of characters that both have.
std::size_t common_run(std::u32string_view a, std::u32string_view b) {
  std::size_t longest = 0;
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = b.size(); j > 0; --j) {
      row[j] = a[i - 1] == b[j - 1] ? row[j - 1] + 1 : 0;
      longest = std::max(longest, row[j]);
    }
  }
  return longest;
}

}  // namespace

std::span<const Occupation> occupations() { return kOccupations; }

std::optional<Occupation> find_occupation(std::string_view name) {
  const std::string wanted = tidy(name);
  const auto found =
      std::find_if(kOccupations.begin(), kOccupations.end(), [&](const Occupation& one) { return one.name == wanted; });
  if (found == kOccupations.end()) return std::nullopt;
  return *found;
}

std::vector<Occupation> near_occupations(std::string_view name, std::size_t most) {
  constexpr std::size_t kLongestName = 40;  // of the appendix: 14
  const std::u32string wanted = code_points(compact(name));
  if (wanted.empty() || wanted.size() > kLongestName) return {};
  struct Near {
    std::size_t changes;
    std::size_t apart;  // less what they share: 保洁 is nearer to 保洁员 than to 保安员
    std::size_t place;
  };
  std::vector<Near> near;
  for (std::size_t i = 0; i < kOccupations.size(); ++i) {
    const std::u32string known = code_points(compact(kOccupations[i].name));
    const std::size_t changes = distance(wanted, known);
    const std::size_t shared = common_run(wanted, known);
    const std::size_t longer = std::max(wanted.size(), known.size());
    // Near: at most half of the longer one changed, or a word of two characters and half of the shorter one in common.
    const bool word = shared >= 2 && shared * 2 >= std::min(wanted.size(), known.size());
    if (changes * 2 <= longer || word) near.push_back({changes, longer - shared, i});
  }
  std::sort(near.begin(), near.end(), [](const Near& a, const Near& b) {
    return std::tie(a.changes, a.apart, a.place) < std::tie(b.changes, b.apart, b.place);
  });
  std::vector<Occupation> result;
  for (std::size_t i = 0; i < near.size() && i < most; ++i) result.push_back(kOccupations[near[i].place]);
  return result;
}

}  // namespace xueshi::training
