#include "web/plan_unreadable.h"

namespace xueshi::web {

Response plan_unreadable() {
  return problem(503, "plan_unreadable",
                 "计划文件无法读取或内容有误，无法判断哪些班级由它管理，因此暂不能新建、修改班级或导入表格；"
                 "请管理员先修正计划文件",
                 "the plan file cannot be read or something is wrong in it, so nobody can say which classes are its "
                 "own: no class is made, changed or imported until an administrator puts it right");
}

}  // namespace xueshi::web
